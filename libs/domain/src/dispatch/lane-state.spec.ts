import type { AgentState } from './lane';
import { laneState } from './lane-state';

function agent(changes: Partial<AgentState>): AgentState {
  return { paused: false, maxConcurrent: null, inFlight: 0, queued: 0, bucket: null, ...changes };
}

function bucket(tokens: number): AgentState['bucket'] {
  return { tokens, ratePerSecond: 1, burst: 10, refilledAtMs: 0 };
}

describe('laneState', () => {
  it.each([
    ['without limits', {}, { kind: 'open', room: Infinity }],
    ['under its concurrency', { maxConcurrent: 5, inFlight: 3 }, { kind: 'open', room: 2 }],
    ['at its concurrency', { maxConcurrent: 5, inFlight: 5 }, { kind: 'concurrency', room: 0 }],
    ['over a lowered concurrency', { maxConcurrent: 2, inFlight: 5 }, { kind: 'concurrency', room: -3 }],
    ['with tokens', { bucket: bucket(3.7) }, { kind: 'open', room: 3 }],
    [
      'with tokens that queued tasks will take',
      { bucket: bucket(3), queued: 3, inFlight: 3 },
      { kind: 'rate_limit', room: 0 },
    ],
    ['with both limits', { maxConcurrent: 9, inFlight: 1, bucket: bucket(2) }, { kind: 'open', room: 2 }],
    ['paused, whatever else', { paused: true, pausedBy: 'ann', inFlight: 0 }, { kind: 'paused', by: 'ann' }],
    ['held back', { heldForMs: 500, inFlight: 3 }, { kind: 'held', forMs: 500 }],
    ['no longer held back', { heldForMs: null }, { kind: 'open', room: Infinity }],
    ['gone, paused or not', { retiredAtMs: 5, paused: true }, { kind: 'gone', sinceMs: 5 }],
    ['that came back', { retiredAtMs: null }, { kind: 'open', room: Infinity }],
  ])('judges an agent %s', (_, changes, expected) => {
    expect(laneState(agent(changes))).toEqual(expected);
  });
});
