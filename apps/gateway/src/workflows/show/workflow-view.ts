import { planDefinition, type WorkflowPlan } from '@cadre/domain';
import { parseCondition } from '@cadre/expressions';
import type { RunDetails, StepDetails } from '@cadre/persistence';
import { errorIn, valueOf } from '../../http/payload-error';
import { stepItem, untouchedStepItem } from './step-item';
import { StepOutputs } from './step-outputs';
import { untouchedStatus } from './untouched-status';
import type { StepItem, WorkflowView } from './workflow-answers';
import { workflowItem } from './workflow-item';

/** The whole run. Without its definition, which is there but cannot be opened, only what has happened is known. */
export function workflowView(run: RunDetails, nowMs: number): WorkflowView {
  const error = errorIn(run.output);
  return {
    ...workflowItem(run, nowMs),
    inputs: valueOf(run.inputs),
    output: valueOf(run.output),
    ...(error && { output_error: error }),
    ...(run.outputs_expired_at !== null && { outputs_expired: true as const }),
    steps: run.definition.kind === 'opened' ? allSteps(run, planOf(run)) : stepItems(EMPTY_PLAN, run.steps),
    steps_truncated: run.steps_truncated,
  };
}

export function stepItems(plan: WorkflowPlan, steps: readonly StepDetails[]): StepItem[] {
  const outputs = new StepOutputs(plan, steps);
  return steps.map((step) => ({ ...stepItem(step), ...outputs.of(step) }));
}

/** The plan of a run; of a definition that cannot be opened, an empty one. */
export function planOf({ definition }: RunDetails): WorkflowPlan {
  return definition.kind === 'opened' ? planDefinition(definition.value, parseCondition) : EMPTY_PLAN;
}

/** Those outside of maps in the order in which they may run, also those that nothing has happened to, then all others. */
function allSteps(run: RunDetails, plan: WorkflowPlan): StepItem[] {
  const items = new Map(stepItems(plan, run.steps).map((item) => [item.path, item]));
  const statuses = new Map(run.steps.map(({ path, status }) => [path, status]));
  const own = plan.order.flatMap((path) => {
    const node = plan.nodes.get(path);
    if (node?.map !== null) return [];
    const item = items.get(path);
    items.delete(path);
    const around = node.parent === null ? undefined : statuses.get(node.parent);
    return [item ?? untouchedStepItem(node, untouchedStatus(run.status, around))];
  });
  return [...own, ...items.values()];
}

const EMPTY_PLAN: WorkflowPlan = {
  definition: { name: '', steps: [] },
  nodes: new Map(),
  order: [],
  output: null,
  outputReferences: [],
};
