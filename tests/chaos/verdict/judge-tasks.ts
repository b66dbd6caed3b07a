import { type CheckId, runChecks } from '@cadre/persistence';
import type { Installation } from '@cadre/testing';
import type { FaultRecord } from '../faults/run-plan';
import type { LoadTask } from '../load/task-mix';
import { isExcused, type LostAttempt } from './excuses';
import { type Finding, none } from './finding';

export interface Promised {
  readonly task: LoadTask;
  readonly id: string;
}

const CHECKS: readonly CheckId[] = ['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C9', 'C11'];

/** The invariants, as `cadre doctor verify` looks at them. */
export async function judgeInvariants(installation: Installation, ids: readonly string[]): Promise<Finding[]> {
  const reports = await runChecks(installation.db, { journal: ids, expectFinished: true });
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
  readonly outcome: string;
  readonly counted: boolean;
}

/** What became of each task, against what it was made for and what happened to its workers. */
export async function judgeEnds(
  { sql }: Installation,
  promised: readonly Promised[],
  records: readonly FaultRecord[],
): Promise<Finding[]> {
  const rows = new Map((await sql<TaskRow>(TASKS)).map((row) => [row.task_id, row]));
  const lost = (await sql<AttemptRow>(ATTEMPTS)).filter(({ outcome }) => outcome === 'worker_lost');
  const losses = (id: string) => lost.filter(({ task_id }) => task_id === id).length;
  const ends = promised.map(({ task, id }) => ({ task, row: rows.get(id), lost: losses(id), id }));
  return [
    none('a key makes one task, and nothing else makes any', strangers(rows, promised), rows.size),
    none('a task ends as it was meant to', ends.flatMap(wrongEnd), promised.length),
    none('a task fails as often as it asked to, and once for each lost worker', ends.flatMap(wrongCount), ends.length),
    none('a dead letter stands for each failed task, and for no other', ends.flatMap(wrongLetter), ends.length),
    none(
      'an attempt is lost only with its own worker',
      lost.filter((each) => !isExcused(each, records)).map(describe),
      ends.length,
    ),
  ];
}

interface End {
  readonly task: LoadTask;
  readonly id: string;
  readonly row: TaskRow | undefined;
  readonly lost: number;
}

/** A task may run out of attempts by its workers' deaths alone. */
function wrongEnd({ task, id, row, lost }: End): string[] {
  if (row?.status === task.ends || (row?.status === 'failed' && lost > 0 && row.failures_counted > 3)) return [];
  return [`${id} is ${row?.status ?? 'missing'} (${row?.error_code ?? 'no error'}), not ${task.ends}`];
}

function wrongCount({ task, id, row, lost }: End): string[] {
  const expected = task.failures + lost;
  const counted = row?.failures_counted ?? 0;
  if (counted === expected || (counted > 3 && counted < expected)) return [];
  return [`${id} counts ${counted} failures; it asked for ${task.failures} and lost ${lost} workers`];
}

function wrongLetter({ id, row }: End): string[] {
  return row === undefined || row.dead_letter === (row.status === 'failed')
    ? []
    : [`${id} is ${row.status} ${row.dead_letter ? 'with' : 'without'} a dead letter`];
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
SELECT task_id, worker_id, outcome, counted,
       (1000 * extract(epoch FROM started_at))::float8 AS started_at,
       (1000 * extract(epoch FROM finished_at))::float8 AS finished_at
  FROM task_history`;
