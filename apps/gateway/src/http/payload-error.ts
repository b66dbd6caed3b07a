import { TaskErrorCode } from '@cadre/contracts';
import type { Opened } from '@cadre/persistence';
import { Shown } from './shown';

/** Says that something is kept but cannot be opened: its key is missing or its row is damaged. */
export class PayloadError {
  @Shown({ type: 'string', enum: [TaskErrorCode.PayloadUnreadable] })
  code!: typeof TaskErrorCode.PayloadUnreadable;

  @Shown({ type: 'string' })
  message!: string;
}

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
