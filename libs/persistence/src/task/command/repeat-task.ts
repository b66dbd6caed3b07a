import { CryptoError, type PayloadCipher } from '@cadre/crypto';
import { actorOf, type Origin } from '../../audit/origin';
import type { Transaction } from '../../database/run-transaction';
import type { CommittedEvent } from '../committed-event';
import type { AcceptedTask, NewTask } from '../new-task';
import { payloadAad } from '../payload-aad';
import { GET_PARAMETERS } from '../read/sql/get-tasks.sql';
import { acceptTasks } from '../submission/accept-tasks';
import type { TaskRow } from '../task-row';
import { ANNOTATE_TASK } from './sql/annotate-task.sql';
import type { LockedTask } from './sql/lock-tasks.sql';

/** How the new task differs from the old one. */
export interface RepeatOptions {
  readonly newTaskId: string;
  readonly priority?: number;
  /** Instead of the old ones; already validated. */
  readonly parameters?: unknown;
  readonly delaySeconds?: number;
  readonly agentVersion?: string;
  readonly traceParent?: string;
}

export type RepeatOutcome =
  | { readonly kind: 'repeated'; readonly task: AcceptedTask; readonly events: readonly CommittedEvent[] }
  /** The old parameters are gone or do not open. */
  | { readonly kind: 'unreadable' };

/**
 * Submits a finished task once more as a new one that names it, and notes that on the old one, whose row the caller has
 * locked. The new task belongs to the old submitter; it takes over neither the dedupe key nor the expiry.
 */
export async function repeatTask(
  tx: Transaction,
  cipher: PayloadCipher,
  old: LockedTask,
  options: RepeatOptions,
  origin: Origin,
): Promise<RepeatOutcome> {
  const parameters = 'parameters' in options ? options.parameters : await openParameters(tx, cipher, old);
  if (parameters === undefined) return { kind: 'unreadable' };
  const actor = actorOf(origin);
  const { results, events } = await acceptTasks(tx, cipher, [{ task: copyOf(old, options, parameters), actor }]);
  const task = results.get(options.newTaskId);
  if (task?.kind !== 'accepted') return { kind: 'unreadable' };
  // Without an event of its own the new task stands since an earlier commit, and so does the note on the old one.
  const noted = events.size > 0 ? await noteOnOld(tx, old, options, actor) : [];
  return { kind: 'repeated', task, events: [...noted, ...events.values()] };
}

function noteOnOld(
  tx: Transaction,
  old: LockedTask,
  { newTaskId }: RepeatOptions,
  actor: string,
): Promise<CommittedEvent[]> {
  const data = JSON.stringify({ new_task_id: newTaskId });
  return tx.query(ANNOTATE_TASK, [old.task_id, 'resubmitted', actor, data]);
}

async function openParameters(tx: Transaction, cipher: PayloadCipher, old: TaskRow): Promise<unknown> {
  const [row] = await tx.query(GET_PARAMETERS, [old.task_id]);
  if (!row) return undefined;
  try {
    return JSON.parse(cipher.open(row.sealed, payloadAad(row.tenant, old.task_id, 'parameters')).toString());
  } catch (error) {
    if (error instanceof CryptoError) return undefined;
    throw error;
  }
}

function copyOf(old: LockedTask, options: RepeatOptions, parameters: unknown): NewTask {
  const { delaySeconds = 0 } = options;
  return {
    taskId: options.newTaskId,
    tenant: old.tenant,
    agentId: old.agent_id,
    team: old.team,
    submittedBy: old.submitted_by,
    submittedByEmail: old.submitted_by_email,
    priority: options.priority ?? old.priority,
    executeAt: delaySeconds > 0 ? new Date(old.now.getTime() + delaySeconds * 1000) : null,
    expiresAt: null,
    ttlSeconds: null,
    retryPolicy: old.retry_policy,
    timeoutSeconds: old.timeout_seconds,
    softTimeoutSeconds: old.soft_timeout_seconds,
    dedupeKey: null,
    tags: old.tags,
    metadata: old.metadata,
    inputArtifacts: old.input_artifacts,
    parentTaskId: old.parent_task_id,
    retriedFrom: old.task_id,
    agentVersion: options.agentVersion ?? null,
    traceParent: options.traceParent ?? null,
    parameters,
  };
}
