import type { StepType } from '../definition/workflow-definition';
import type { Branch, DependencyReason, PlanNode, StaticPath, WorkflowPlan } from '../plan/workflow-plan';
import type { StepStatus } from '../run/step-status';

/** A step as it is drawn. */
export interface GraphNode {
  readonly path: StaticPath;
  readonly kind: StepType;
  /** The step's own name; that of a map's element is its map's with `[]`. */
  readonly label: string;
  /** Whom or what it calls: the agent, the child's template, the signal. */
  readonly calls: string | null;
  readonly parent: StaticPath | null;
  readonly branch: Branch | null;
  /** The condition under which its branch is taken, as it was written; null without a branch and for a default. */
  readonly when: string | null;
  readonly status: StepStatus | null;
  /** How many elements of its maps stand how; only of a run. */
  readonly counts?: Readonly<Record<string, number>>;
}

/** `to` waits for `from`. Several reasons between two steps are one edge. */
export interface GraphEdge {
  readonly from: StaticPath;
  readonly to: StaticPath;
  readonly reasons: readonly DependencyReason[];
}

export interface WorkflowGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** What to draw of a definition, and of a run if its steps' states are given. Containers come before what is in them. */
export function workflowGraph(plan: WorkflowPlan, states?: ReadonlyMap<StaticPath, StepStatus>): WorkflowGraph {
  const nodes = plan.order.flatMap((path) => plan.nodes.get(path) ?? []);
  return {
    nodes: nodes.map((node) => graphNode(node, plan, states?.get(node.path) ?? null)),
    edges: nodes.flatMap(edgesTo),
  };
}

function graphNode(node: PlanNode, plan: WorkflowPlan, status: StepStatus | null): GraphNode {
  const { path, kind, parent, branch } = node;
  return { path, kind, label: labelOf(node), calls: callsOf(node), parent, branch, when: whenOf(node, plan), status };
}

function labelOf({ definition, path }: PlanNode): string {
  return definition.step_id ?? path.slice(path.lastIndexOf('.') + 1);
}

function callsOf({ definition }: PlanNode): string | null {
  if (definition.type === 'task') return definition.agent_id;
  if (definition.type === 'workflow') return definition.template;
  return definition.type === 'signal' ? definition.name : null;
}

function whenOf({ parent, branch }: PlanNode, plan: WorkflowPlan): string | null {
  const around = parent === null ? undefined : plan.nodes.get(parent)?.definition;
  return around?.type === 'switch' && typeof branch === 'number' ? (around.cases[branch]?.when ?? null) : null;
}

function edgesTo({ path, dependencies }: PlanNode): GraphEdge[] {
  const reasons = new Map<StaticPath, DependencyReason[]>();
  for (const { path: from, reason } of dependencies) reasons.set(from, [...(reasons.get(from) ?? []), reason]);
  return [...reasons].map(([from, why]) => ({ from, to: path, reasons: why }));
}
