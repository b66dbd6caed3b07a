import { CronCalendar } from '@cadre/cron';
import { type CheckId, runChecks } from '@cadre/persistence';
import type { Installation } from '@cadre/testing';
import type { FaultRecord } from '../faults/run-plan';
import type { LoadTask } from '../load/task-mix';
import { isExcused, type LostAttempt } from './excuses';
import { type Finding, none } from './finding';
import { type ClockSetting, realTime } from './real-time';

export interface Promised {
  readonly task: LoadTask;
  readonly id: string;
}

const CHECKS: readonly CheckId[] = ['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C9', 'C11'];

/** Of an agent that says nothing else. */
const RETRIES = 3;
const CUT_SHORT: readonly string[] = ['worker_lost', 'handed_back'];

/** The invariants, as `cadre doctor verify` looks at them. */
export async function judgeInvariants({ db }: Pick<Installation, 'db'>, ids: readonly string[]): Promise<Finding[]> {
  const reports = await runChecks(db, { calendar: new CronCalendar() }, { journal: ids, expectFinished: true });
  return reports
    .filter(({ check }) => CHECKS.includes(check))
    .map(({ check, title, checked, violations, examples }) => ({
      name: `${check} ${title}`,
      holds: violations === 0 && (checked > 0 || check === 'C9'),
      detail: `${checked} checked, ${violations} violations ${examples.map(({ taskId, problem }) => `${taskId}: ${problem}`).join('; ')}`,
    }));
}

interface TaskRow {
  readonly task_id: string;
  readonly status: string;
  readonly failures_counted: number;
  readonly error_code: string | null;
  readonly dead_letter: boolean;
}

interface AttemptRow extends LostAttempt {
  readonly lease_no: number;
  readonly outcome: string;
  readonly counted: boolean;
}

/** What became of each task, against what it was made for and what happened to its workers. */
export async function judgeEnds(
  { sql }: Pick<Installation, 'sql'>,
  promised: readonly Promised[],
  records: readonly FaultRecord[],
  clock: readonly ClockSetting[] = [],
): Promise<Finding[]> {
  const rows = new Map((await sql<TaskRow>(TASKS)).map((row) => [row.task_id, row]));
  const attempts = await sql<AttemptRow>(ATTEMPTS);
  const lost = attempts.filter(({ outcome }) => outcome === 'worker_lost');
  const byTask = grouped(attempts);
  const ends = promised.map(({ task, id }) => ({ task, id, row: rows.get(id), attempts: byTask.get(id) ?? [] }));
  return [
    none('a key makes one task, and nothing else makes any', strangers(rows, promised), rows.size),
    none('a task ends as it was meant to', ends.flatMap(wrongEnd), promised.length),
    none('an attempt fails as its task asked it to, and completes once', ends.flatMap(wrongAttempts), attempts.length),
    none('a dead letter stands for each failed task, and for no other', ends.flatMap(wrongLetter), ends.length),
    none(
      'an attempt is lost only with its own worker',
      lost.filter((each) => !isExcused(inTruth(each, clock), records)).map(describe),
      attempts.length,
    ),
  ];
}

interface End {
  readonly task: LoadTask;
  readonly id: string;
  readonly row: TaskRow | undefined;
  readonly attempts: readonly AttemptRow[];
}

/** The end of an attempt is noted by the server's own clock, its start by the one that a fault may have set. */
function inTruth(attempt: AttemptRow, clock: readonly ClockSetting[]): AttemptRow {
  return { ...attempt, started_at: Math.min(realTime(attempt.started_at, clock), attempt.finished_at) };
}

/** A task may run out of attempts by its workers' deaths alone. */
function wrongEnd({ task, id, row, attempts }: End): string[] {
  const lost = attempts.some(({ outcome }) => outcome === 'worker_lost');
  if (row?.status === task.ends || (lost && row?.status === 'failed' && row.failures_counted > RETRIES)) return [];
  return [`${id} is ${row?.status ?? 'missing'} (${row?.error_code ?? 'no error'}), not ${task.ends}`];
}

/** Attempts fail until as many failures are counted as were asked for; then one completes, and there is no other. */
function wrongAttempts({ task, attempts }: End): string[] {
  let failures = 0;
  let done = false;
  return attempts.flatMap(({ task_id: id, lease_no: no, outcome, counted }) => {
    const meant = failures < task.failures ? 'failed' : 'completed';
    const right = !done && (outcome === meant || CUT_SHORT.includes(outcome));
    const rightlyCounted = counted === (outcome === 'failed' || outcome === 'worker_lost');
    if (counted) failures += 1;
    done ||= outcome === 'completed';
    return right && rightlyCounted ? [] : [`${id} attempt ${no} ${outcome}${counted ? ', counted' : ''}, not ${meant}`];
  });
}

function wrongLetter({ id, row }: End): string[] {
  return row === undefined || row.dead_letter === (row.status === 'failed')
    ? []
    : [`${id} is ${row.status} ${row.dead_letter ? 'with' : 'without'} a dead letter`];
}

function grouped(attempts: readonly AttemptRow[]): ReadonlyMap<string, AttemptRow[]> {
  const groups = new Map<string, AttemptRow[]>();
  for (const attempt of attempts) {
    const group = groups.get(attempt.task_id);
    if (group === undefined) groups.set(attempt.task_id, [attempt]);
    else group.push(attempt);
  }
  return groups;
}

function strangers(rows: ReadonlyMap<string, TaskRow>, promised: readonly Promised[]): string[] {
  const known = new Set(promised.map(({ id }) => id));
  return [...rows.keys()].filter((id) => !known.has(id)).map((id) => `${id} belongs to no key`);
}

function describe({ task_id, worker_id, finished_at }: AttemptRow): string {
  return `${task_id} on ${worker_id} at ${new Date(finished_at).toISOString()}`;
}

const TASKS = `
SELECT task_id, status, failures_counted, error_code,
       EXISTS (SELECT FROM dlq_tasks WHERE dlq_tasks.task_id = tasks.task_id) AS dead_letter
  FROM tasks`;

const ATTEMPTS = `
SELECT task_id, lease_no, worker_id, outcome, counted,
       (1000 * extract(epoch FROM started_at))::float8 AS started_at,
       (1000 * extract(epoch FROM finished_at))::float8 AS finished_at
  FROM task_history
 ORDER BY task_id, lease_no`;
