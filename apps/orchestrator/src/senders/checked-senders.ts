import { Injectable } from '@nestjs/common';
import type { Delivery } from '@cadre/bus';
import { AuditEventType, AuditStore, SYSTEM_ORIGIN } from '@cadre/persistence';
import { Process } from '../process/process.port';
import { judgeSender, type SenderVerdict } from './judge-sender';
import { SenderGate } from './senders.port';

/** What every message of a worker says about itself. */
interface WorkerMessage {
  readonly team: string;
  readonly worker_id: string;
}

/** Every message is counted; the log and the audit log tell of a sender once in a while, not of each of its messages. */
const TELL_EVERY_MS = 60_000;

/** Holds the user that the broker has checked against the team that the message names. */
@Injectable()
export class CheckedSenders extends SenderGate {
  private readonly refused;
  private readonly toldAt = new Map<string | null, number>();
  /** The PostgreSQL bus vouches for nobody: there all workers are one trust zone. */
  private readonly vouched: boolean;

  constructor(
    private readonly audit: AuditStore,
    private readonly process: Process,
  ) {
    super();
    this.vouched = process.config.amqpUrl !== undefined;
    this.refused = process.metrics.counter(
      'cadre_messages_refused_total',
      'Messages of workers that spoke for a team not their own',
      ['why'],
    );
  }

  override admit(deliveries: readonly Delivery[]): readonly Delivery[] {
    if (!this.vouched) return deliveries;
    return deliveries.filter((delivery) => this.isOurs(delivery));
  }

  private isOurs({ sender, envelope }: Delivery): boolean {
    // The bus hands out checked messages only.
    const message = envelope.data as WorkerMessage;
    const verdict = judgeSender({ sender, team: message.team });
    if (verdict === 'ours') return true;
    this.refused.inc({ why: verdict });
    this.tell(verdict, sender ?? null, envelope.type, message);
    return false;
  }

  private tell(
    why: Exclude<SenderVerdict, 'ours'>,
    sender: string | null,
    type: string,
    { team, worker_id: workerId }: WorkerMessage,
  ): void {
    const now = performance.now();
    if (now - (this.toldAt.get(sender) ?? -Infinity) < TELL_EVERY_MS) return;
    this.toldAt.set(sender, now);
    const data = { why, sender, team, worker_id: workerId, message: type };
    this.process.logger.error(data, 'a message that speaks for another team was refused');
    const entry = { eventType: AuditEventType.MessageRefused, outcome: 'denied', origin: SYSTEM_ORIGIN, data } as const;
    this.audit.record([entry]).catch((error: unknown) => this.process.outages.failed('audit', error));
  }
}
