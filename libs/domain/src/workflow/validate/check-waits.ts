import type { JsonValue } from '../definition/json-value';
import { stepError, type DraftStep } from '../plan/draft-step';
import type { PlannedSteps } from '../plan/plan-steps';
import { pointerTo } from '../template/pointer';
import type { DefinitionError } from './definition-error';

/** A year: nobody waits longer on purpose. */
export const MAX_WAIT_SECONDS = 31_536_000;

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** Durations and instants that are written out; templates are looked at when they have a value. */
export function checkWaits({ steps, texts }: PlannedSteps): DefinitionError[] {
  return steps.flatMap((step) => {
    const own = texts.get(step)?.templates;
    const seconds = own?.seconds?.kind === 'literal' ? checkSeconds(step, own.seconds.value) : [];
    const until = own?.until?.kind === 'literal' ? checkInstant(step, own.until.value) : [];
    return [...seconds, ...until, ...checkDeadline(step)];
  });
}

/** Whether a wait's `seconds` can be waited for. */
export function isWaitable(seconds: JsonValue): seconds is number {
  return typeof seconds === 'number' && seconds >= 0 && seconds <= MAX_WAIT_SECONDS;
}

/** Whether a wait's `until` names an instant, with its offset from UTC. */
export function isInstant(until: JsonValue): until is string {
  return typeof until === 'string' && until.length <= 40 && INSTANT.test(until) && !Number.isNaN(Date.parse(until));
}

function checkSeconds(step: DraftStep, value: JsonValue): DefinitionError[] {
  if (isWaitable(value)) return [];
  const message = `must be a number of seconds from 0 to ${MAX_WAIT_SECONDS}, or a template`;
  return [stepError(step, 'DURATION_INVALID', message, pointerTo(step.pointer, 'seconds'))];
}

function checkInstant(step: DraftStep, value: JsonValue): DefinitionError[] {
  if (isInstant(value)) return [];
  const message = 'must be an instant with its offset, such as "2027-01-31T09:00:00Z", or a template';
  return [stepError(step, 'DURATION_INVALID', message, pointerTo(step.pointer, 'until'))];
}

function checkDeadline(step: DraftStep): DefinitionError[] {
  if (step.kind !== 'approval' || step.raw['on_timeout'] === undefined || step.raw['timeout_seconds'] !== undefined)
    return [];
  return [
    stepError(step, 'DURATION_INVALID', '"on_timeout" needs "timeout_seconds"', pointerTo(step.pointer, 'on_timeout')),
  ];
}
