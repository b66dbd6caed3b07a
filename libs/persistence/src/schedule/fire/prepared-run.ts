import { ScheduleRunError } from '@cadre/domain';
import type { FiringSubmission } from '../firing-submission';

export interface RefusedRun {
  readonly kind: 'refused';
  readonly code: ScheduleRunError;
  readonly message: string;
}

/** What a firing would submit, by what is true now. */
export type PreparedRun = FiringSubmission | RefusedRun;

export function refused(code: ScheduleRunError, message: string): RefusedRun {
  return { kind: 'refused', code, message };
}

export function payloadUnreadable(what: 'inputs' | 'parameters'): RefusedRun {
  return refused(ScheduleRunError.PayloadUnreadable, `The ${what} cannot be read with the present keys.`);
}
