import type { JsonSchema } from '../../agent/agent-definition';
import type { RetryPolicyChoice } from '../../retry/resolve-retry-policy';
import type { Priority } from '../../task/priority';
import type { JsonObject, JsonValue } from './json-value';

/** What a step can be. `task` is the default of a definition that names no type. */
export const STEP_TYPES = ['task', 'parallel', 'map', 'switch', 'wait', 'approval', 'signal', 'workflow'] as const;
export type StepType = (typeof STEP_TYPES)[number];

/** A definition as validation leaves it: every step has its `type`, everything else stands as its author wrote it. */
export interface WorkflowDefinition {
  readonly name: string;
  readonly description?: string;
  /** A caller's own id, kept as the run's `external_id`. */
  readonly workflow_id?: string;
  /** JSON Schema of the values a run starts with. */
  readonly inputs?: JsonSchema;
  readonly steps: readonly StepDefinition[];
  /** Templates; their values are the run's result. Without it the result is the outputs of the top steps by id. */
  readonly output?: JsonObject;
  readonly on_success?: OnSuccess;
  readonly on_failure?: OnFailure;
}

export interface OnSuccess {
  readonly notify?: readonly string[];
}

export interface OnFailure {
  readonly notify?: readonly string[];
  /** Restarts the failed run once, from its failed steps. */
  readonly retry_workflow?: boolean;
}

/** Options that every step has. */
export interface StepOptions {
  readonly description?: string;
  /** The steps this one waits for, by `step_id` or path. Absent: the step before it in its list; empty: starts at once. */
  readonly depends_on?: readonly string[];
  /** The step is skipped unless this holds. */
  readonly condition?: string;
  /** A number of retries, or what to change of the agent's policy. */
  readonly retry?: number | RetryPolicyChoice;
  readonly timeout_seconds?: number;
  readonly priority?: Priority;
  readonly continue_on_failure?: boolean;
  /** Runs if the workflow fails after this step has completed; the last completed step is compensated first. */
  readonly compensate?: Compensation;
  /** Templates; their values are what later steps see as this step's output. */
  readonly output?: JsonObject;
  /** How old an earlier result of the same agent with the same parameters may be to be taken instead. */
  readonly cache_seconds?: number;
}

export interface Compensation {
  readonly agent_id: string;
  readonly parameters?: JsonObject;
  readonly retry?: number | RetryPolicyChoice;
  readonly timeout_seconds?: number;
  readonly priority?: Priority;
}

export interface TaskWork extends StepOptions {
  readonly type: 'task';
  readonly agent_id: string;
  readonly parameters?: JsonObject;
}

/** Runs its tasks side by side. Output: the tasks' outputs by `step_id`. */
export interface ParallelWork extends StepOptions {
  readonly type: 'parallel';
  readonly tasks: readonly StepDefinition[];
  /** Cancels the running siblings of a task that failed; otherwise all are waited for. */
  readonly fail_fast?: boolean;
}

/** Runs its task once per element, with `item` and `index`. Output: the elements' outputs, in order. */
export interface MapWork extends StepOptions {
  readonly type: 'map';
  /** A list, or a template whose value is one. */
  readonly items: JsonValue;
  readonly task: ElementDefinition;
  readonly max_parallel?: number;
  readonly fail_fast?: boolean;
}

/** Runs the steps of the first case that holds. Output: the outputs of the steps of that branch, by `step_id`. */
export interface SwitchWork extends StepOptions {
  readonly type: 'switch';
  readonly cases: readonly SwitchCase[];
  readonly default?: readonly StepDefinition[];
}

export interface SwitchCase {
  readonly when: string;
  readonly steps: readonly StepDefinition[];
}

/** Waits for a time. Exactly one of the two is there; both may be templates. */
export interface WaitWork extends StepOptions {
  readonly type: 'wait';
  readonly seconds?: number | string;
  /** An instant, as RFC 3339 text. */
  readonly until?: string;
}

/** Waits for a person. */
export interface ApprovalWork extends StepOptions {
  readonly type: 'approval';
  /** May hold templates. */
  readonly message?: string;
  /** JSON Schema of the values the person gives. */
  readonly form?: JsonSchema;
  /** Who may decide; may hold templates. Empty or absent: whoever may decide approvals at all. */
  readonly approvers?: readonly string[];
  /** Whoever started the run may not decide. */
  readonly four_eyes?: boolean;
  /** What passing `timeout_seconds` means. Default: `fail`. */
  readonly on_timeout?: ApprovalTimeout;
}

export const APPROVAL_TIMEOUTS = ['approve', 'reject', 'fail'] as const;
export type ApprovalTimeout = (typeof APPROVAL_TIMEOUTS)[number];

/** Waits for a message from outside. Output: its body. */
export interface SignalWork extends StepOptions {
  readonly type: 'signal';
  readonly name: string;
}

/** Runs a template as a child. Output: the child's result. */
export interface WorkflowWork extends StepOptions {
  readonly type: 'workflow';
  readonly template: string;
  /** Absent: the version that is active when the step starts. */
  readonly version?: number;
  /** May hold templates. */
  readonly inputs?: JsonObject;
}

/** What a step does, whether or not it has a name. */
export type StepWork =
  TaskWork | ParallelWork | MapWork | SwitchWork | WaitWork | ApprovalWork | SignalWork | WorkflowWork;

/** A step in a list. Its id is unique within the whole definition. */
export type StepDefinition = StepWork & { readonly step_id: string };

/** What a map runs per element: a step that bears no name of its own. */
export type ElementDefinition = StepWork & { readonly step_id?: never };
