import type { Condition } from '../condition/condition';
import type {
  ElementDefinition,
  StepDefinition,
  StepType,
  WorkflowDefinition,
} from '../definition/workflow-definition';
import type { Path, Template } from '../template/template';

/**
 * Where a step stands in a definition: `assets.image` is a task of a parallel, `stories[]` the element of a map,
 * `stories[].draft` a step inside it, `triage.fix` a step of a switch (the branch adds nothing: ids are unique).
 */
export type StaticPath = string;

/** Which branch of its switch a step belongs to: the case's position, or the default. */
export type Branch = number | 'default';

export const DEPENDENCY_REASONS = ['order', 'depends_on', 'reference', 'branch'] as const;
/**
 * Why a step waits: for the step before it in its list, for one it names, for one it refers to, or for its switch to
 * choose its branch (the only reason that is met when the other step has started, not when it has ended).
 */
export type DependencyReason = (typeof DEPENDENCY_REASONS)[number];

export interface PlanDependency {
  readonly path: StaticPath;
  readonly reason: DependencyReason;
}

/** The fields of a step that may hold templates. */
export type TemplateField =
  'parameters' | 'items' | 'seconds' | 'until' | 'message' | 'approvers' | 'inputs' | 'output' | 'compensate';

/** One path that a step reads. */
export interface PlanReference {
  readonly path: Path;
  /** The step a `steps.…` path reads; null for the other roots. */
  readonly step: StaticPath | null;
  /** JSON Pointer of the text that holds it. */
  readonly pointer: string;
  /** `output` and `compensate` are read when the step has ended: only there a step may refer to itself and to what is in it. */
  readonly field: TemplateField | 'condition' | 'when';
}

export interface PlanNode {
  readonly path: StaticPath;
  readonly kind: StepType;
  readonly definition: StepDefinition | ElementDefinition;
  /** The container it stands in. A step starts only after its parent has. */
  readonly parent: StaticPath | null;
  /** The innermost map around it. */
  readonly map: StaticPath | null;
  readonly branch: Branch | null;
  readonly children: readonly StaticPath[];
  /** 1 for a step of the workflow's own list. */
  readonly depth: number;
  /** JSON Pointer into the definition. */
  readonly pointer: string;
  /**
   * What has to be done before it starts, besides its parent having started; one entry for each reason. All of them have the same `map` as the step:
   * what a step inside a map needs from outside stands at the map.
   */
  readonly dependencies: readonly PlanDependency[];
  readonly references: readonly PlanReference[];
  readonly templates: { readonly [field in TemplateField]?: Template };
  readonly condition: Condition | null;
  /** The cases of a switch, in order; empty for every other step. */
  readonly cases: readonly Condition[];
}

/** The static table of a definition: everything about it that does not depend on a run. */
export interface WorkflowPlan {
  readonly definition: WorkflowDefinition;
  readonly nodes: ReadonlyMap<StaticPath, PlanNode>;
  /** Every path, each after its parent and after everything it depends on. */
  readonly order: readonly StaticPath[];
  /** The workflow's own output mapping. */
  readonly output: Template | null;
  readonly outputReferences: readonly PlanReference[];
}
