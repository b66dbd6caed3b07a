import { MicroBatcher } from '../batching/micro-batcher';
import type { Settlement } from '../consume/message-source';
import type { BusTelemetry } from '../telemetry/bus-telemetry';
import type { BusConnection } from './bus-connection';
import { channelOf } from './channel';
import { SETTLE_DEAD, SETTLE_DONE, SETTLE_FAILED, SETTLE_REQUEUE } from './sql/settle.sql';

const FAILURE_PAUSE_MS = 1_000;
const MAX_BATCH = 5_000;
const MAX_WAITING = 100_000;
const DEADLINE_MS = 5_000;

/** `unseen`: taken from the queue, but handed to nobody. */
export type RowSettlement = Settlement | { readonly kind: 'unseen' };

export interface SettledRow {
  readonly id: number;
  readonly queue: string;
  readonly settlement: RowSettlement;
}

type Kind = RowSettlement['kind'];

/** Settles rows of all queues in micro-batches. What could not be settled is delivered again after its lease. */
export class Settler {
  private readonly batcher: MicroBatcher<readonly SettledRow[], void>;

  constructor(
    private readonly connection: BusConnection,
    private readonly sessionKey: string,
    private readonly telemetry: BusTelemetry,
  ) {
    this.batcher = new MicroBatcher({
      run: (batches) => this.settleRows(batches.flat()).then(() => batches.map(() => undefined)),
      sizeOf: (rows) => rows.length,
      maxBatchSize: MAX_BATCH,
      maxWaitingSize: MAX_WAITING,
      deadlineMs: DEADLINE_MS,
    });
  }

  /** Never rejects. */
  async settle(rows: readonly SettledRow[]): Promise<void> {
    try {
      await this.batcher.add(rows);
    } catch (error) {
      this.telemetry.log('warn', 'messages not settled', { messages: rows.length, error });
    }
  }

  stop(): Promise<void> {
    return this.batcher.stop();
  }

  private async settleRows(rows: readonly SettledRow[]): Promise<void> {
    const done = idsOf(rows, 'done');
    if (done.length > 0) await this.connection.query(SETTLE_DONE, [done]);
    const returned = rows.filter(({ settlement }) => settlement.kind === 'requeue' || settlement.kind === 'unseen');
    if (returned.length > 0) await this.giveBack(returned);
    const failed = idsOf(rows, 'failed');
    if (failed.length > 0) await this.connection.query(SETTLE_FAILED, [failed, this.sessionKey, FAILURE_PAUSE_MS]);
    const dead = rows.filter(({ settlement }) => settlement.kind === 'dead');
    if (dead.length > 0) await this.connection.query(SETTLE_DEAD, [dead.map(({ id }) => id), dead.map(reasonOf)]);
  }

  private async giveBack(rows: readonly SettledRow[]): Promise<void> {
    await this.connection.query(SETTLE_REQUEUE, [
      rows.map(({ id }) => id),
      this.sessionKey,
      rows.map(({ settlement }) => (settlement.kind === 'unseen' ? 1 : 0)),
      [...new Set(rows.map(({ queue }) => channelOf(queue)))],
    ]);
  }
}

function idsOf(rows: readonly SettledRow[], kind: Kind): readonly number[] {
  return rows.filter(({ settlement }) => settlement.kind === kind).map(({ id }) => id);
}

function reasonOf({ settlement }: SettledRow): string {
  return settlement.kind === 'dead' ? settlement.reason : settlement.kind;
}
