import type { JsonValue } from '../definition/json-value';
import type { StepType } from '../definition/workflow-definition';
import type { StaticPath } from '../plan/workflow-plan';
import type { RunStatus } from './run-status';
import type { StepStatus } from './step-status';

export interface StepError {
  readonly code: string;
  readonly message: string;
}

/** Why a step was skipped. Only what a failed step took with it takes others with it. */
export type StepSkipReason = 'condition' | 'branch' | 'dependency';

/** A step of a run as it stands. One without a state is pending. */
export interface StepState {
  readonly path: string;
  readonly node: StaticPath;
  /** The element it belongs to; empty outside of maps. */
  readonly scope: string;
  readonly index: number | null;
  readonly type: StepType | 'compensation';
  readonly status: StepStatus;
  /** Why it was skipped, or `cached`: it took an earlier result. */
  readonly reason: string | null;
  /** Rises with every retry of the run that starts it anew. */
  readonly attempt: number;
  /** What it waited for, as paths. */
  readonly follows: readonly string[];
  readonly taskId: string | null;
  readonly childId: string | null;
  /** What a switch has chosen. */
  readonly branch: string | null;
  /** Elements of a map: in all, begun, ended, ended badly, and still to be begun anew. */
  readonly total: number;
  readonly created: number;
  readonly done: number;
  readonly failed: number;
  readonly redo: number;
  readonly dueAtMs: number | null;
  /** It has been asked to stop. */
  readonly cancelAsked: boolean;
  readonly compensable: boolean;
  readonly compensated: boolean;
  /** The order in which steps were completed. */
  readonly doneNo: number | null;
  readonly error: StepError | null;
  /** Only while it is to be kept: what answers to the same agent and parameters is found by. */
  readonly cacheHash?: string;
  /** Only while it is to be kept: what was kept before is read when it is needed. */
  readonly output?: JsonValue;
  readonly detail?: JsonValue;
  readonly items?: readonly JsonValue[];
}

/** A run as it stands. */
export interface RunState {
  readonly workflowId: string;
  readonly status: RunStatus;
  readonly compensating: boolean;
  readonly restarts: number;
  readonly restarting: boolean;
  readonly paused: boolean;
  readonly cancelRequested: boolean;
  readonly completedSteps: number;
  /** Tasks, children and compensations under way, elements of maps included. */
  readonly runningSteps: number;
  readonly waitingSteps: number;
  readonly doneSeq: number;
  readonly error: (StepError & { readonly path: string }) | null;
}

/** What happened to a run since its last fold. */
export type RunSignal =
  | {
      readonly kind: 'task' | 'child';
      readonly path: string;
      readonly attempt: number;
      readonly status: string;
      readonly error: StepError | null;
    }
  | { readonly kind: 'decision'; readonly path: string; readonly approved: boolean }
  /** Nothing to know but that the run is to be looked at: started, resumed, cancelled, more to do. */
  | { readonly kind: 'look' };

/** A move of a step, for the history of the run. */
export interface StepMoved {
  readonly path: string;
  readonly event: string;
  readonly from: StepStatus;
  readonly to: StepStatus;
  readonly attempt: number;
  readonly data: Readonly<Record<string, unknown>> | null;
}

/** What has to be done besides writing the states. */
export type RunAction =
  | { readonly kind: 'create_task'; readonly path: string; readonly attempt: number; readonly work: TaskOrder }
  | { readonly kind: 'cancel_task'; readonly taskId: string }
  | { readonly kind: 'start_child'; readonly path: string; readonly attempt: number; readonly child: ChildOrder }
  | { readonly kind: 'cancel_child' | 'retry_child'; readonly childId: string }
  | { readonly kind: 'take_signal'; readonly signalId: string; readonly path: string };

/** A task to be made, with its templates filled in and judged by its agent. */
export interface TaskOrder {
  readonly taskId: string;
  readonly agentId: string;
  readonly parameters: JsonValue;
}

export interface ChildOrder {
  readonly childId: string;
  readonly template: string;
  readonly version: number | null;
  readonly inputs: JsonValue;
}
