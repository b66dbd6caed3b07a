import { type Going, orderOfGoing } from './order-of-going';

function going(taskId: string, tenant: string, priority: number, submitNo: number): Going {
  return { taskId, tenant, priority, submitNo };
}

describe('the order of going', () => {
  it('is by priority, then tenants alternate, each by submission', () => {
    const picked = [
      going('a3', 'a', 5, 3),
      going('a1', 'a', 5, 1),
      going('b4', 'b', 5, 4),
      going('a2', 'a', 5, 2),
      going('b9', 'b', 1, 9),
    ];
    expect(orderOfGoing(picked)).toEqual(['b9', 'a1', 'b4', 'a2', 'a3']);
  });
});
