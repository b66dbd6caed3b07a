import { isTaskSignal } from './task-signals';

describe('a task signal', () => {
  it.each([
    ['a task that is planned', { type: 'submitted', to: 'scheduled' }],
    ['an attempt that is planned', { type: 'retry_scheduled', to: 'retry' }],
    ['a task that failed for good', { type: 'failed', to: 'failed' }],
    ['a task whose time is over', { type: 'timed_out', to: 'timeout' }],
    ['a wish to cancel what runs', { type: 'cancel_requested', to: null }],
  ])('is %s', (_what, event) => {
    expect(isTaskSignal(event)).toBe(true);
  });

  it.each(['pending', 'queued', 'running', 'completed', 'cancelled', null])('is not the usual course: %s', (to) => {
    expect(isTaskSignal({ type: 'moved', to })).toBe(false);
  });
});
