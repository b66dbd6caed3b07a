import type { JsonObject, JsonValue } from '../definition/json-value';
import type { RunStatus } from '../run/run-status';
import type { StartTools } from '../run/start-tools';
import type { StepError, StepState } from '../run/step-state';
import type { WorkflowFacts } from '../template/resolve-path';

/** What a rehearsal is told of the run, and of the world around it. */
export interface RehearsalSetting extends Pick<StartTools, 'nowMs' | 'judgeTask' | 'judgeChild'> {
  readonly inputs: JsonObject;
  readonly workflow: WorkflowFacts;
}

/** A step as it would end. */
export interface RehearsedStep extends Pick<
  StepState,
  'path' | 'type' | 'status' | 'reason' | 'attempt' | 'branch' | 'error'
> {
  /** Of a task, or of the task that undoes a step. */
  readonly agentId: string | null;
  /** Of a child run. */
  readonly template: string | null;
  /** What the task or the child is given, defaults filled in; as judged where that is why the step failed. */
  readonly parameters: JsonValue | null;
  /** What an approval asks, or the name of the signal that is waited for. */
  readonly detail: JsonValue | null;
  /** Of a map that could begin: how many it has. */
  readonly elements: number | null;
  /** Whether its answer was given; null for a step that takes none, or did not come to it. */
  readonly mocked: boolean | null;
  /** What later steps see of it; null for what is gathered from other steps. */
  readonly output: JsonValue | null;
}

/** Why a rehearsal ended before the run did: too many steps, or too much text to fill in. */
export type RehearsalLimit = 'steps' | 'size';

/** What would happen. */
export interface Rehearsal {
  /** `running` or `waiting` only if it is truncated. */
  readonly status: RunStatus;
  readonly error: (StepError & { readonly path: string }) | null;
  /** Null unless it is completed, and when it is too large to be one value. */
  readonly output: JsonValue | null;
  /** In the order in which they start; those nothing happens to come last. */
  readonly steps: readonly RehearsedStep[];
  readonly truncated: RehearsalLimit | null;
  /** Keys of mocks that no step asked for. */
  readonly unusedMocks: readonly string[];
}
