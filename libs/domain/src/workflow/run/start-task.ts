import type { JsonValue } from '../definition/json-value';
import { CannotStart } from './cannot-start';
import type { RunDraft } from './run-draft';
import type { StartTools } from './start-tools';
import { StepStatus } from './step-status';
import type { StepState } from './step-state';

export function startTask(
  draft: RunDraft,
  step: StepState,
  work: { readonly agentId: string; readonly parameters: JsonValue },
  tools: StartTools,
): void {
  const { agentId } = work;
  const judged = tools.judgeTask(agentId, work.parameters ?? {});
  if (!judged.ok) throw new CannotStart(judged.error);
  const order = { taskId: tools.newId(), agentId, parameters: judged.value };
  const { path, attempt } = draft.move(step, StepStatus.Running, { taskId: order.taskId });
  draft.actions.push({ kind: 'create_task', path, attempt, work: order });
}
