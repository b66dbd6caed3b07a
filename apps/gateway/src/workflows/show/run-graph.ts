import { type GraphNode, type RunStatus, type WorkflowGraph, workflowGraph, type WorkflowPlan } from '@cadre/domain';
import type { NodeCount } from '@cadre/persistence';
import { untouchedStatus } from './untouched-status';

/** What to draw of a run: how each step stands, and inside of maps how many of its elements stand how. */
export function runGraph(plan: WorkflowPlan, status: RunStatus, counts: readonly NodeCount[]): WorkflowGraph {
  const states = new Map(
    counts.flatMap((count) => (isInMap(plan, count) ? [] : [[count.node, count.status] as const])),
  );
  const all = new Map(
    plan.order.flatMap((path) => {
      const node = plan.nodes.get(path);
      if (node?.map !== null) return [];
      return [[path, states.get(path) ?? untouchedStatus(status, states.get(node.parent ?? ''))] as const];
    }),
  );
  const graph = workflowGraph(plan, all);
  return { ...graph, nodes: graph.nodes.map((node) => withCounts(node, plan, counts)) };
}

function withCounts(node: GraphNode, plan: WorkflowPlan, counts: readonly NodeCount[]): GraphNode {
  const own = counts.filter((count) => count.node === node.path && isInMap(plan, count));
  if (own.length === 0) return node;
  return { ...node, counts: Object.fromEntries(own.map(({ status, count }) => [status, count])) };
}

function isInMap(plan: WorkflowPlan, { node }: NodeCount): boolean {
  return plan.nodes.get(node)?.map !== null;
}
