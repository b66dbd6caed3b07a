import { TaskErrorCode } from '@cadre/contracts';
import type { Opened } from '@cadre/persistence';
import type { PayloadError } from './payload-error';
import type { TaskView } from './task-answers';

const UNREADABLE: PayloadError = {
  code: TaskErrorCode.PayloadUnreadable,
  message: 'It is kept, but cannot be opened: its key is missing or it was damaged.',
};

/** The value, or null where there is none that can be read. */
export function valueOf<T>(opened: Opened<T>): T | null {
  return opened.kind === 'opened' ? opened.value : null;
}

/** What is wrong with it; null when nothing is. */
export function errorIn(opened: Opened<unknown>): PayloadError | null {
  return opened.kind === 'unreadable' ? UNREADABLE : null;
}

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
