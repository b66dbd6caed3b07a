import type { KeyedHash, PayloadCipher } from '@cadre/crypto';
import type { AgentState } from '@cadre/domain';
import { ARTIFACTS_OF_TASK } from '../../artifact/sql/read-artifacts.sql';
import type { Database } from '../../database/database';
import { CursorCodec } from '../../query/cursor';
import { visibilityParams, type Visibility } from '../../visibility/visibility';
import { payloadAad } from '../payload-aad';
import type { TaskRow } from '../task-row';
import { agentStateOf } from './agent-state';
import { listTasks } from './list-tasks';
import { openDetails, openLogLine } from './open-details';
import { ATTEMPTS, LOG_LINES } from './sql/attempts.sql';
import { GET_PARAMETERS, GET_PROGRESS, GET_TASK_DETAILS, GET_TASKS } from './sql/get-tasks.sql';
import { QUEUE_POSITION } from './sql/queue-position.sql';
import { EVENTS_AFTER } from './sql/task-events.sql';
import { WAITING_FACTS } from './sql/waiting-facts.sql';
import type { AttemptRow, LogLine, ProgressRow, TaskDetails, TaskEventRow } from './task-details';
import type { TaskListQuery, TaskPage } from './task-list-query';

export interface QueuePosition {
  /** 1 is next. */
  readonly position: number;
  /** Beyond 1,000 nobody counts. */
  readonly estimated: boolean;
}

/** What decides why a task waits; the judgement is the domain's `waitingFor`. */
export interface WaitingRow {
  readonly task: TaskRow;
  readonly agent: AgentState | undefined;
  readonly holders: readonly string[];
  readonly ahead: number;
  readonly aheadEstimated: boolean;
  readonly liveWorkers: number;
  readonly now: Date;
}

export interface LogQuery {
  readonly attempt?: number;
  readonly after?: { readonly attempt: number; readonly line: number };
  readonly limit: number;
}

const POSITION_LIMIT = 1_000;
/** Heartbeats come every 5 s; who missed three of them is not counted on. */
const LIVE_SECONDS = 15;

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

  /** Null when it is not there or not visible. Throws UnreadablePayloadError when its result does not open. */
  async get(taskId: string, visibility: Visibility): Promise<TaskDetails | null> {
    const [row] = await this.db.query(GET_TASK_DETAILS, [...visibilityParams(visibility), taskId]);
    if (!row) return null;
    return openDetails(row, await this.db.query(ARTIFACTS_OF_TASK, [taskId]), this.cipher);
  }

  /** The visible ones among the ids, in no order. */
  getMany(taskIds: readonly string[], visibility: Visibility): Promise<TaskRow[]> {
    return this.db.query(GET_TASKS, [...visibilityParams(visibility), taskIds]);
  }

  /** Undefined when the task or its parameters are gone. Throws UnreadablePayloadError. */
  async parameters(taskId: string): Promise<unknown> {
    const [row] = await this.db.query(GET_PARAMETERS, [taskId]);
    if (!row) return undefined;
    return JSON.parse(this.cipher.open(row.sealed, payloadAad(row.tenant, taskId, 'parameters')).toString());
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

  /** Null when the task does not wait for its turn. */
  async position(taskId: string): Promise<QueuePosition | null> {
    const [row] = await this.db.query(QUEUE_POSITION, [taskId, POSITION_LIMIT]);
    return row ? { position: row.ahead + 1, estimated: row.ahead >= POSITION_LIMIT } : null;
  }

  /** Null when the task is not there. */
  async waitingFacts(taskId: string): Promise<WaitingRow | null> {
    const [task] = await this.getMany([taskId], { kind: 'all' });
    if (!task) return null;
    const [facts] = await this.db.query(WAITING_FACTS, [task.agent_id, task.team, LIVE_SECONDS]);
    const position = await this.position(taskId);
    return {
      task,
      agent: facts && agentStateOf(facts),
      holders: facts?.holders ?? [],
      ahead: (position?.position ?? 1) - 1,
      aheadEstimated: position?.estimated ?? false,
      liveWorkers: facts?.live_workers ?? 0,
      now: new Date(facts?.now_ms ?? task.updated_at),
    };
  }
}
