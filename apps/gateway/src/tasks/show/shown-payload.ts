import type { Opened } from '@cadre/persistence';
import { errorIn, valueOf } from '../../http/payload-error';
import type { TaskView } from './task-answers';

export function shownResult(opened: Opened<unknown>): Pick<TaskView, 'result' | 'result_error'> {
  const error = errorIn(opened);
  return { result: valueOf(opened), ...(error && { result_error: error }) };
}

/** Nothing at all when they are gone. */
export function shownParameters(opened: Opened<unknown>): Pick<TaskView, 'parameters' | 'parameters_error'> {
  if (opened.kind === 'absent') return {};
  const error = errorIn(opened);
  return { parameters: valueOf(opened), ...(error && { parameters_error: error }) };
}
