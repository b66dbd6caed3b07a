import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type AuditEntry, AuditStore } from '@cadre/persistence';
import type { AuditTrail } from './audit.port';

/** Entries that may wait while the database is slow or away; beyond, what could be noted is only logged. */
const MAX_WAITING = 5_000;

/** Hands entries to the store, which commits what comes together in one batch. */
@Injectable()
export class AuditRecorder implements AuditTrail, OnApplicationShutdown {
  private readonly logger = new Logger('audit');
  private waiting = 0;

  constructor(private readonly store: AuditStore) {}

  note(entry: AuditEntry): void {
    if (this.waiting >= MAX_WAITING) {
      this.logger.warn({ event_type: entry.eventType }, 'audit entry dropped, too many are waiting');
      return;
    }
    this.waiting++;
    this.store
      .record([entry])
      .catch((err: unknown) => this.logger.error({ event_type: entry.eventType, err }, 'audit entry not kept'))
      .finally(() => this.waiting--);
  }

  keep(entry: AuditEntry): Promise<void> {
    return this.store.record([entry]);
  }

  onApplicationShutdown(): Promise<void> {
    return this.store.drain();
  }
}
