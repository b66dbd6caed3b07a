import { PayloadCipher, uuidv7 } from '@cadre/crypto';
import { SYSTEM_ORIGIN, TaskSubmissionStore, type NewTask } from '@cadre/persistence';
import { BenchError } from '../errors';
import { TASK } from '../scenarios/task-body';
import type { BenchStack } from './stack';

type Likeness = Pick<NewTask, 'team' | 'submittedBy' | 'retryPolicy' | 'timeoutSeconds' | 'softTimeoutSeconds'>;

const BATCH = 500;
const NORMAL = 5;

/**
 * Submits tasks like this one in the name of so many tenants in turn, as the gateway does it: a user for each of a
 * thousand tenants would cost a thousand password hashes.
 */
export async function submitAsTenants(stack: BenchStack, like: string, tasks: number, tenants: number): Promise<void> {
  const likeness = await readLikeness(stack, like);
  const store = new TaskSubmissionStore(stack.db, new PayloadCipher(stack.services.installation.ring));
  for (let made = 0; made < tasks; made += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, tasks - made) }, (_, index) =>
      newTask(likeness, `tenant-${(made + index) % tenants}`),
    );
    await store.submit({ tasks: batch, atomic: false, origin: SYSTEM_ORIGIN });
  }
}

async function readLikeness(stack: BenchStack, taskId: string): Promise<Likeness> {
  const [row] = await stack.sql<Likeness>(
    `SELECT team, submitted_by AS "submittedBy", retry_policy AS "retryPolicy", timeout_seconds AS "timeoutSeconds",
            soft_timeout_seconds AS "softTimeoutSeconds"
       FROM tasks WHERE task_id = $1`,
    taskId,
  );
  if (row === undefined) throw new BenchError(`there is no task ${taskId}`);
  return row;
}

function newTask(likeness: Likeness, tenant: string): NewTask {
  const absent = { executeAt: null, expiresAt: null, ttlSeconds: null, dedupeKey: null, metadata: null };
  const unlinked = { parentTaskId: null, retriedFrom: null, agentVersion: null, traceParent: null, inputArtifacts: [] };
  return {
    ...likeness,
    ...absent,
    ...unlinked,
    taskId: uuidv7(),
    tenant,
    agentId: TASK.agent_id,
    submittedByEmail: null,
    priority: NORMAL,
    tags: [],
    parameters: { message: '', delay_ms: 0, fail: null, ...TASK.parameters },
  };
}
