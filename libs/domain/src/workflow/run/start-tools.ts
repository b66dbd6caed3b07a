import type { JsonValue } from '../definition/json-value';
import type { StepError } from './step-state';

/** What starting a step needs besides its values. */
export interface StartTools {
  readonly nowMs: number;
  readonly newId: () => string;
  /** Judges a task's parameters by its agent; fills in defaults. */
  readonly judgeTask: (agentId: string, parameters: JsonValue) => Judged;
  /** Judges a child's inputs by its template. */
  readonly judgeChild: (template: string, version: number | null, inputs: JsonValue) => Judged;
  /** Signals that came and were not taken, the oldest first. */
  readonly signals: WaitingSignal[];
}

/** A signal nobody took yet. */
export interface WaitingSignal {
  readonly signalId: string;
  readonly name: string;
  readonly body: JsonValue;
}

export type Judged =
  { readonly ok: true; readonly value: JsonValue } | { readonly ok: false; readonly error: StepError };

/** When something that may take so long is to be given up; null: never. */
export function dueAt(seconds: number | undefined, { nowMs }: Pick<StartTools, 'nowMs'>): number | null {
  return seconds === undefined ? null : nowMs + seconds * 1000;
}
