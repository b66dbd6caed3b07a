import { ProblemCode } from '@cadre/contracts';
import { staleVersion } from '../http/etag';
import { ProblemError } from '../http/problem.error';

type Failed = { readonly kind: 'stale'; readonly rowVersion: number } | { readonly kind: 'not_found' };

/** The answer to a command that found no schedule, or another version. */
export function refusalOf(failed: Failed): ProblemError {
  return failed.kind === 'stale' ? staleVersion(failed.rowVersion) : scheduleNotFound();
}

export function scheduleNotFound(): ProblemError {
  return new ProblemError(ProblemCode.ScheduleNotFound, 'There is no such schedule.');
}

/** 409: nothing lies ahead that it could be resumed for. */
export function scheduleFinished(): ProblemError {
  return new ProblemError(ProblemCode.ScheduleFinished, 'Its time has passed; give it a new execute_at.');
}
