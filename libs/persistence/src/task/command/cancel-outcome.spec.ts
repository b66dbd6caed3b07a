import { canMove, isTerminal, TaskStatus } from '@cadre/domain';
import { decideCancel } from './cancel-outcome';

describe('a request to cancel', () => {
  it.each(Object.values(TaskStatus))('in status %s does what the state table allows', (status) => {
    const action = decideCancel(status);
    expect(action === 'none').toBe(isTerminal(status));
    expect(action === 'request').toBe(status === TaskStatus.Running);
    if (action === 'cancel') expect(canMove('cancelled', status, TaskStatus.Cancelled)).toBe(true);
  });
});
