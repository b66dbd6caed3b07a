import type { WorkerOffers } from '../engine/presence/presence.store';

/** A worker process as it last said. */
export interface WorkerRow {
  readonly worker_id: string;
  readonly team: string;
  readonly host: string;
  readonly pid: number;
  readonly version: string;
  readonly slots: number;
  readonly busy: number;
  readonly status: 'active' | 'draining' | 'gone';
  readonly drain_requested_at: Date | null;
  readonly started_at: Date;
  readonly last_heartbeat_at: Date;
  /** Heard of within the last 15 s. */
  readonly alive: boolean;
  readonly current_task_ids: string[];
  /** Null when it has not said yet. */
  readonly offers: WorkerOffers | null;
}
