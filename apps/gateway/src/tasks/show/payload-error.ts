import { TaskErrorCode } from '@cadre/contracts';
import { Shown } from '../../http/shown';

/** Says that something is kept but cannot be opened: its key is missing or its row is damaged. */
export class PayloadError {
  @Shown({ type: 'string', enum: [TaskErrorCode.PayloadUnreadable] })
  code!: typeof TaskErrorCode.PayloadUnreadable;

  @Shown({ type: 'string' })
  message!: string;
}
