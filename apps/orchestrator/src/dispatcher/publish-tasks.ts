import { type OutgoingMessage, type WorkBus } from '@cadre/bus';
import { createEnvelope, MessageType, taskQueue } from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';
import type { DispatchedTask } from '@cadre/persistence';

/** Publishes one small message per task, in their order; answers the tasks whose message was not confirmed. */
export async function publishTasks(
  bus: WorkBus,
  team: string,
  tasks: readonly DispatchedTask[],
): Promise<readonly DispatchedTask[]> {
  if (tasks.length === 0) return [];
  const results = await publishOrNone(bus, team, tasks.map(toMessage));
  return tasks.filter((_, index) => results?.[index]?.ok !== true);
}

async function publishOrNone(bus: WorkBus, team: string, messages: readonly OutgoingMessage[]) {
  try {
    return await bus.publish(taskQueue(team), messages);
  } catch {
    // The bus logs its own outages; here it only matters that nothing is certain to have arrived.
    return undefined;
  }
}

function toMessage(task: DispatchedTask): OutgoingMessage {
  const data = { task_id: task.taskId, dispatch_no: task.dispatchNo, agent_id: task.agentId };
  const envelope = createEnvelope(MessageType.TaskDispatched, 1, data, {
    id: uuidv7(),
    time: new Date(),
    tenant: task.tenant,
    dispatchNo: task.dispatchNo,
    traceId: task.traceParent ?? undefined,
  });
  return { envelope, priority: task.priority };
}
