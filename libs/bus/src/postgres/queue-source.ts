import type { Envelope, QueueName } from '@cadre/contracts';
import type { MessageSource, Settlement, TakenMessage } from '../consume/message-source';
import type { ReplyTarget } from '../inbox/requests';
import type { BusConnection } from './bus-connection';
import type { RowSettlement, SettledRow, Settler } from './settler';
import { TAKE, type TakenRow } from './sql/take.sql';

/** A message nobody settles for so long is delivered again, even if its holder is still there. */
export const MESSAGE_LEASE_MS = 30_000;

export interface QueueSourceParts {
  readonly queue: QueueName;
  readonly connection: BusConnection;
  readonly sessionKey: string;
  readonly settler: Settler;
  reply(target: ReplyTarget, answer: Envelope): void;
}

/** One queue of the table, as a consumer takes from it. */
export class QueueSource implements MessageSource {
  constructor(private readonly parts: QueueSourceParts) {}

  async take(limit: number): Promise<readonly TakenMessage[]> {
    const { connection, queue, sessionKey } = this.parts;
    const rows = await connection.query(TAKE, [queue, limit, sessionKey, MESSAGE_LEASE_MS]);
    return [...rows].sort(byUrgency).map((row) => this.toTaken(row));
  }

  giveBack(messages: readonly TakenMessage[]): Promise<void> {
    return this.parts.settler.settle(messages.map((message) => this.toRow(message, { kind: 'unseen' })));
  }

  settle(settlements: readonly (readonly [TakenMessage, Settlement])[]): Promise<void> {
    return this.parts.settler.settle(settlements.map(([message, settlement]) => this.toRow(message, settlement)));
  }

  private toTaken(row: TakenRow): TakenMessage {
    const { reply_to: address, request_no: requestNo } = row;
    const target = address === null || requestNo === null ? null : { address, requestNo };
    return {
      id: row.id,
      body: row.body,
      deliveries: row.deliveries,
      failures: row.failures,
      reply: (answer) => {
        if (target !== null) this.parts.reply(target, answer);
      },
    };
  }

  private toRow(message: TakenMessage, settlement: RowSettlement): SettledRow {
    return { id: Number(message.id), queue: this.parts.queue, settlement };
  }
}

function byUrgency(a: TakenRow, b: TakenRow): number {
  return a.priority - b.priority || a.id - b.id;
}
