import { afterFiring } from './after-firing';

describe('a schedule after its firings', () => {
  it.each([
    ['goes on', [null], 0, true, 'active', null, 0],
    ['forgets failures when one succeeds', ['AGENT_NOT_FOUND', null], 8, true, 'active', null, 0],
    ['bears some failures', ['AGENT_NOT_FOUND'], 8, true, 'active', null, 9],
    ['pauses at the tenth in a row', ['PARAMETERS_INVALID'], 9, true, 'paused', 'PARAMETERS_INVALID', 10],
    [
      'pauses at once when its owner may not submit',
      ['OWNER_MAY_NOT_SUBMIT'],
      0,
      true,
      'paused',
      'OWNER_MAY_NOT_SUBMIT',
      1,
    ],
    ['keeps its count when nothing was tried', [], 3, true, 'active', null, 3],
    ['is completed when nothing lies ahead', [null], 0, false, 'completed', null, 0],
    ['is completed even if its last one failed', ['AGENT_NOT_FOUND'], 0, false, 'completed', null, 1],
  ] as const)('%s', (_, errors, failuresBefore, hasNext, status, pauseReason, consecutiveFailures) => {
    expect(afterFiring({ errors, failuresBefore, hasNext })).toEqual({ status, pauseReason, consecutiveFailures });
  });
});
