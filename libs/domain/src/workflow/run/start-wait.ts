import type { JsonValue } from '../definition/json-value';
import { CannotStart } from './cannot-start';
import type { RunDraft } from './run-draft';
import { StepStatus } from './step-status';
import type { StepState } from './step-state';

/** What a `wait` waits for, filled in. */
export interface WaitTime {
  readonly seconds: JsonValue;
  readonly until: JsonValue;
}

export function startWait(draft: RunDraft, step: StepState, time: WaitTime, nowMs: number): void {
  const dueAtMs = instantOf(time, nowMs);
  if (!Number.isFinite(dueAtMs) || Math.abs(dueAtMs) > LAST_INSTANT_MS) {
    throw new CannotStart({ code: 'WAIT_INVALID', message: 'names no time' });
  }
  draft.move(step, StepStatus.Waiting, { dueAtMs });
}

function instantOf({ seconds, until }: WaitTime, nowMs: number): number {
  if (until === null) return nowMs + Number(seconds) * 1000;
  return typeof until === 'string' ? Date.parse(until) : NaN;
}

/** The end of the year 9999. */
const LAST_INSTANT_MS = 253_402_300_799_000;
