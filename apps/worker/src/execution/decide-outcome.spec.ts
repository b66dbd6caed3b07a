import { hardTimeLimit, permanentFailure, softTimeLimit } from '@cadre/agents';
import { decideOutcome, type Ending } from './decide-outcome';
import type { StopReason } from './stop-reason';

const output: Ending = { kind: 'output', json: '{"a":1}' };
const threw: Ending = { kind: 'threw', error: new TypeError('x') };
const classified: Ending = { kind: 'threw', error: permanentFailure('HTTP_ERROR', 'no') };

describe('what an attempt has come to', () => {
  it.each<[string, Ending, StopReason | undefined, unknown]>([
    ['an output', output, undefined, { kind: 'completed', json: '{"a":1}' }],
    ['an output although it was cancelled', output, 'cancelled', { kind: 'completed' }],
    ['an output although the worker stops', output, 'shutdown', { kind: 'completed' }],
    ['an output after the soft limit', output, 'soft_timeout', { kind: 'completed' }],
    ['an output after the hard limit, in its last moment', output, 'hard_timeout', { kind: 'completed' }],
    ['an output without a lease', output, 'lease_lost', { kind: 'nothing' }],
    ['an error', threw, undefined, { kind: 'failed', failure: { code: 'AGENT_ERROR', errorClass: 'transient' } }],
    [
      'a classified error',
      classified,
      undefined,
      { kind: 'failed', failure: { code: 'HTTP_ERROR', errorClass: 'permanent' } },
    ],
    ['any error after a cancel', classified, 'cancelled', { kind: 'cancelled' }],
    ['any error while the worker stops', classified, 'shutdown', { kind: 'handed_back', reason: 'shutdown' }],
    ['an output although its lease is unconfirmed', output, 'lease_unconfirmed', { kind: 'completed' }],
    [
      'any error after a call that its unconfirmed lease forbade',
      classified,
      'lease_unconfirmed',
      { kind: 'handed_back', reason: 'lease_unconfirmed' },
    ],
    ['any error without a lease', classified, 'lease_lost', { kind: 'nothing' }],
    [
      'an error after the soft limit',
      threw,
      'soft_timeout',
      { kind: 'failed', failure: { code: 'SOFT_TIMEOUT', errorClass: 'timeout' } },
    ],
    [
      'its own words after the soft limit',
      classified,
      'soft_timeout',
      { kind: 'failed', failure: { code: 'HTTP_ERROR' } },
    ],
    [
      'any error after the hard limit',
      classified,
      'hard_timeout',
      { kind: 'failed', failure: { code: 'TASK_TIMEOUT', errorClass: 'timeout' } },
    ],
  ])('%s', (_, ending, stopped, outcome) => {
    const toldAs = stopped === 'hard_timeout' ? hardTimeLimit(2) : softTimeLimit(1);
    expect(decideOutcome(ending, stopped, toldAs)).toMatchObject(outcome as object);
  });
});
