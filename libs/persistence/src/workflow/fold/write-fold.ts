import { crashPoint } from '@cadre/config';
import type { PayloadCipher } from '@cadre/crypto';
import { cleanText, UnexpectedValueError } from '@cadre/domain';
import { SYSTEM_ORIGIN } from '../../audit/origin';
import type { Transaction } from '../../database/run-transaction';
import { cancelTasks } from '../../task/command/cancel-tasks';
import type { CommittedEvent } from '../../task/committed-event';
import { insertTasks } from '../../task/submission/insert-tasks';
import { insertRuns } from '../run/insert-runs';
import type { RunEventRow, RunRow } from '../run-row';
import { runAad } from '../workflow-aad';
import type { Folded, FoldDecision, ToldRun } from './folded-run';
import type { FoldedRow } from './sql/load-run.sql';
import { APPEND_FOLD_EVENTS, CLEAR_INBOX, TAKE_SIGNALS, TELL_RUNS, WRITE_RUN, WRITE_STEPS } from './sql/write-run.sql';
import { toStepJson } from './step-mapping';

const ACTOR = 'system';
const EVERYTHING = { kind: 'all' } as const;

/** Writes what a fold has decided, in the transaction that holds the run's row. */
export async function writeFold(
  tx: Transaction,
  cipher: PayloadCipher,
  run: FoldedRow,
  decision: FoldDecision,
): Promise<Folded> {
  const { steps, takenSignals, children, inboxIds } = decision;
  if (steps.length > 0) {
    await tx.execute(WRITE_STEPS, [
      run.workflow_id,
      JSON.stringify(steps.map((step) => toStepJson(step, run, cipher))),
      run.fold_no + 1,
    ]);
  }
  crashPoint('fold.after_steps');
  const taskEvents = [...(await makeTasks(tx, cipher, decision)), ...(await stopTasks(tx, decision.cancelTasks))];
  if (decision.tasks.length > 0) crashPoint('fold.after_tasks');
  const born = await insertRuns(
    tx,
    cipher,
    children.map((run) => ({ run, actor: ACTOR })),
  );
  if (takenSignals.length > 0) {
    await tx.execute(TAKE_SIGNALS, [
      takenSignals.map(({ signalId }) => signalId),
      takenSignals.map(({ path }) => path),
    ]);
  }
  await tell(tx, decision.told);
  const runEvents = await appendEvents(tx, run, decision);
  const [written] = await tx.query(WRITE_RUN, runColumns(cipher, run, decision, run.event_seq + runEvents.length));
  if (inboxIds.length > 0) await tx.execute(CLEAR_INBOX, [inboxIds]);
  return {
    run: written ?? run,
    rows: inboxIds.length,
    runEvents: [...runEvents, ...born.events],
    taskEvents,
    told: decision.told.length > 0 || children.length > 0,
  };
}

async function makeTasks(tx: Transaction, cipher: PayloadCipher, { tasks }: FoldDecision): Promise<CommittedEvent[]> {
  const rows = await insertTasks(
    tx,
    cipher,
    tasks.map((task) => ({ task, actor: ACTOR })),
  );
  // The run's row is locked and says that these steps have no task yet.
  if (rows.length !== tasks.length) throw new UnexpectedValueError({ made: rows.length, of: tasks.length });
  return rows.map(({ submitted_at: _at, submit_no: _no, ...event }) => event);
}

/** Their ends come back through the inbox, as those of all others do. */
async function stopTasks(tx: Transaction, taskIds: readonly string[]): Promise<readonly CommittedEvent[]> {
  if (taskIds.length === 0) return [];
  const by = { origin: SYSTEM_ORIGIN, visibility: EVERYTHING, reason: 'its workflow step was cancelled' };
  return (await cancelTasks(tx, taskIds, by)).events;
}

async function tell(tx: Transaction, told: readonly ToldRun[]): Promise<void> {
  if (told.length === 0) return;
  await tx.execute(TELL_RUNS, [
    told.map(({ workflowId }) => workflowId),
    told.map(({ kind }) => kind),
    told.map(({ path }) => path ?? null),
    told.map(({ attempt }) => attempt ?? null),
    told.map(({ status }) => status ?? null),
    told.map(({ error }) => error?.code ?? null),
    told.map(({ error }) => (error ? cleanText(error.message) : null)),
  ]);
}

async function appendEvents(
  tx: Transaction,
  run: RunRow,
  { moved, notes }: FoldDecision,
): Promise<readonly RunEventRow[]> {
  const events = [
    ...moved.map(({ event: type, path, from, to, attempt, data }) => ({ type, path, from, to, attempt, data })),
    ...notes.map(({ type, from, to, data = null }) => ({ type, path: null, from, to, attempt: null, data })),
  ];
  if (events.length === 0) return [];
  return tx.query(APPEND_FOLD_EVENTS, [
    run.workflow_id,
    run.event_seq,
    events.map(({ type }) => type),
    events.map(({ path }) => path),
    events.map(({ from }) => from),
    events.map(({ to }) => to),
    events.map(({ attempt }) => attempt),
    events.map(({ data }) => (data === null ? null : JSON.stringify(data))),
  ]);
}

function runColumns(cipher: PayloadCipher, row: FoldedRow, { run, output }: FoldDecision, events: number): unknown[] {
  const sealed =
    output === undefined
      ? null
      : cipher.seal(JSON.stringify(output), runAad(row.tenant, row.workflow_id, 'sealed_output'));
  return [
    ...[row.workflow_id, run.status, run.compensating, run.restarts, run.restarting, run.completedSteps],
    ...[run.runningSteps, run.waitingSteps, events, run.doneSeq, run.error?.path ?? null, run.error?.code ?? null],
    ...[run.error === null ? null : cleanText(run.error.message), sealed, run.cancelRequested],
    row.fold_no + 1,
  ];
}
