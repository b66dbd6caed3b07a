import { uuidv7Bound } from '@cadre/crypto';
import type { Database } from '../database/database';
import { createPartitions } from '../partitions/create-partitions';
import { dropEventPartitions } from '../partitions/drop-event-partitions';
import {
  FORGET_ARTIFACTS,
  FORGET_DEAD_LETTERS,
  FORGET_HISTORY,
  FORGET_IDEMPOTENCY_KEYS,
  FORGET_OUTPUTS,
  FORGET_REFRESH_TOKENS,
  FORGET_RESULTS,
  FORGET_RUNS,
  FORGET_SCHEDULE_RUNS,
  FORGET_STRAY_EVENTS,
  FORGET_TASKS,
  FORGET_WORKERS,
} from './sql/forget.sql';

/** How long what is kept. */
export interface RetentionPolicy {
  readonly idempotencyHours: number;
  readonly resultDays: number;
  readonly taskDays: number;
  readonly workflowDays: number;
  readonly eventDays: number;
  readonly historyDays: number;
  readonly deadLetterDays: number;
  /** Files, while no task or schedule that may still need them names them. */
  readonly artifactDays: number;
  /** After their expiry, so that late reuse is still recognised. */
  readonly refreshTokenDays: number;
  readonly workerDays: number;
  readonly scheduleRunDays: number;
}

export const DEFAULT_RETENTION: RetentionPolicy = {
  idempotencyHours: 24,
  resultDays: 7,
  taskDays: 30,
  workflowDays: 30,
  eventDays: 90,
  historyDays: 365,
  deadLetterDays: 90,
  artifactDays: 30,
  refreshTokenDays: 1,
  workerDays: 1,
  scheduleRunDays: 30,
};

/** What can be forgotten, in the order it is done. */
export type RetentionStep = (db: Database, policy: RetentionPolicy, limit: number) => Promise<number>;

const DAY_MS = 86_400_000;

/** Each step is one bounded statement; the answer is how many rows it took, 0 meaning there are no more. */
export const RETENTION_STEPS: Readonly<Record<string, RetentionStep>> = {
  idempotency_keys: (db, { idempotencyHours }, limit) => db.execute(FORGET_IDEMPOTENCY_KEYS, [idempotencyHours, limit]),
  results: (db, { resultDays }, limit) => db.execute(FORGET_RESULTS, [resultDays, limit]),
  // Steps of a run go with one statement, too.
  outputs: (db, { resultDays }, limit) => db.execute(FORGET_OUTPUTS, [resultDays, Math.ceil(limit / 50)]),
  tasks: (db, { taskDays }, limit) => db.execute(FORGET_TASKS, [boundBefore(taskDays), taskDays, limit]),
  // A run has up to thousands of steps, which go with it.
  workflows: (db, { workflowDays }, limit) => db.execute(FORGET_RUNS, [workflowDays, Math.ceil(limit / 50)]),
  history: (db, { historyDays }, limit) => db.execute(FORGET_HISTORY, [historyDays, limit]),
  dead_letters: (db, { deadLetterDays }, limit) => db.execute(FORGET_DEAD_LETTERS, [deadLetterDays, limit]),
  // After tasks and dead letters: a file goes when nobody may run with it any more.
  artifacts: (db, { artifactDays }, limit) => db.execute(FORGET_ARTIFACTS, [artifactDays, limit]),
  refresh_tokens: (db, { refreshTokenDays }, limit) => db.execute(FORGET_REFRESH_TOKENS, [refreshTokenDays, limit]),
  workers: (db, { workerDays }, limit) => db.execute(FORGET_WORKERS, [workerDays, limit]),
  schedule_runs: (db, { scheduleRunDays }, limit) => db.execute(FORGET_SCHEDULE_RUNS, [scheduleRunDays, limit]),
  stray_events: (db, { eventDays }, limit) => db.execute(FORGET_STRAY_EVENTS, [boundBefore(eventDays), limit]),
};

const BATCH = 1_000;

export interface RetentionOptions {
  readonly policy?: RetentionPolicy;
  readonly signal?: AbortSignal;
}

/**
 * Makes the partitions of the coming months and forgets what is old, in small batches so that nobody waits for it.
 * Answers how many rows (or partitions) each step took. Any number of processes may do it at once.
 */
export async function runRetention(
  db: Database,
  { policy = DEFAULT_RETENTION, signal }: RetentionOptions = {},
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  counts['partitions_created'] = (await createPartitions(db)).length;
  for (const [name, step] of Object.entries(RETENTION_STEPS)) {
    counts[name] = await exhaust(() => step(db, policy, BATCH), signal);
  }
  counts['event_partitions'] = signal?.aborted ? 0 : (await dropEventPartitions(db, { days: policy.eventDays })).length;
  return counts;
}

async function exhaust(step: () => Promise<number>, signal: AbortSignal | undefined): Promise<number> {
  let total = 0;
  for (let count = 1; count > 0 && !signal?.aborted; total += count) count = await step();
  return total;
}

/** An id made before then. The process's clock only narrows the search; the database's decides. */
function boundBefore(days: number): string {
  return uuidv7Bound(Date.now() - days * DAY_MS);
}
