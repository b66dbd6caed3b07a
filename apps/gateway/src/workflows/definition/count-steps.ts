import type { WorkflowPlan } from '@cadre/domain';

/** Steps that run at most once in a run: how many elements a map has is not known before. */
export function countSteps({ nodes }: WorkflowPlan): number {
  return [...nodes.values()].filter(({ map }) => map === null).length;
}
