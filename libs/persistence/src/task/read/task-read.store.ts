import type { KeyedHash, PayloadCipher } from '@cadre/crypto';
import { WORKER_LIVE_SECONDS } from '@cadre/domain';
import type { Database } from '../../database/database';
import { CursorCodec } from '../../query/cursor';
import { visibilityParams, type Visibility } from '../../visibility/visibility';
import { payloadAad } from '../payload-aad';
import type { TaskRow } from '../task-row';
import { listTasks } from './list-tasks';
import { openDetails, openLogLine } from './open-details';
import { type Opened, openJson } from './open-sealed';
import { ATTEMPTS, LOG_LINES } from './sql/attempts.sql';
import { GET_PARAMETERS, GET_PROGRESS, GET_TASK_DETAILS, GET_TASKS } from './sql/get-tasks.sql';
import { OPEN_WAIT, type OpenWaitRow } from './sql/open-wait.sql';
import { EVENTS_AFTER } from './sql/task-events.sql';
import { WAITING_FACTS } from './sql/waiting-facts.sql';
import type { AttemptRow, LogLine, ProgressRow, TaskDetails, TaskEventRow } from './task-details';
import type { TaskListQuery, TaskPage } from './task-list-query';
import { MOST_AHEAD, type WaitingRow, waitingRow } from './waiting-row';

export interface LogQuery {
  readonly attempt?: number;
  readonly after?: { readonly attempt: number; readonly line: number };
  readonly limit: number;
}

/** Everything that is read about tasks. */
export class TaskReadStore {
  private readonly cursors: CursorCodec;

  constructor(
    private readonly db: Database,
    private readonly cipher: PayloadCipher,
    keyedHash: KeyedHash,
  ) {
    this.cursors = new CursorCodec(keyedHash, 'tasks');
  }

  /** The whole task in one round; null when it is not there or not visible. */
  async get(taskId: string, visibility: Visibility): Promise<TaskDetails | null> {
    const [row] = await this.db.query(GET_TASK_DETAILS, [...visibilityParams(visibility), taskId]);
    return row ? openDetails(row, this.cipher) : null;
  }

  /** The visible ones among the ids, in no order. */
  getMany(taskIds: readonly string[], visibility: Visibility): Promise<TaskRow[]> {
    return this.db.query(GET_TASKS, [...visibilityParams(visibility), taskIds]);
  }

  /** Absent when the task or its parameters are gone. */
  async parameters(taskId: string): Promise<Opened<unknown>> {
    const [row] = await this.db.query(GET_PARAMETERS, [taskId]);
    return openJson(this.cipher, row?.sealed, payloadAad(row?.tenant ?? '', taskId, 'parameters'));
  }

  /** Throws InvalidCursorError. */
  list(query: TaskListQuery): Promise<TaskPage> {
    return listTasks(this.db, this.cursors, query);
  }

  events(taskId: string, { afterSeq, limit }: { afterSeq: number; limit: number }): Promise<TaskEventRow[]> {
    return this.db.query(EVENTS_AFTER, [[taskId], [afterSeq], limit]);
  }

  /** What several subscribers may have missed: of each task the events after a number. */
  eventsOfMany(
    wanted: readonly { readonly taskId: string; readonly afterSeq: number }[],
    limitEach: number,
  ): Promise<TaskEventRow[]> {
    if (wanted.length === 0) return Promise.resolve([]);
    return this.db.query(EVENTS_AFTER, [wanted.map((one) => one.taskId), wanted.map((one) => one.afterSeq), limitEach]);
  }

  progressOf(taskIds: readonly string[]): Promise<ProgressRow[]> {
    return this.db.query(GET_PROGRESS, [taskIds]);
  }

  /** Oldest first; the one under way last, with no outcome. */
  attempts(taskId: string): Promise<AttemptRow[]> {
    return this.db.query(ATTEMPTS, [taskId]);
  }

  /** Captured lines in the order they were written. */
  async logs(taskId: string, { attempt, after, limit }: LogQuery): Promise<LogLine[]> {
    const place = after ?? { attempt: 0, line: -1 };
    const rows = await this.db.query(LOG_LINES, [taskId, attempt ?? null, place.attempt, place.line, limit]);
    return rows.map((row) => openLogLine(taskId, row, this.cipher));
  }

  /** What a waiting task waits for; null when it does not any more. */
  async openWait(taskId: string): Promise<OpenWaitRow | null> {
    const [wait] = await this.db.query(OPEN_WAIT, [taskId]);
    return wait ?? null;
  }

  /** What decides why the task waits; null when it is not any more what was read. */
  async waitingFacts(task: TaskRow): Promise<WaitingRow | null> {
    const [facts] = await this.db.query(WAITING_FACTS, [task.task_id, WORKER_LIVE_SECONDS, MOST_AHEAD]);
    return facts?.status === task.status ? waitingRow(task, facts) : null;
  }
}
