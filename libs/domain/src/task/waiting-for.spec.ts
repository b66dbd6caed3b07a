import type { AgentState } from '../dispatch/lane';
import { TaskStatus } from './task-status';
import { waitingFor, type WaitingFacts } from './waiting-for';

const NOW = Date.UTC(2026, 0, 1);
const LATER = NOW + 90_000;

function agent(changes: Partial<AgentState> = {}): AgentState {
  return { paused: false, maxConcurrent: 5, inFlight: 0, queued: 0, bucket: null, ...changes };
}

function facts(changes: Partial<WaitingFacts> = {}): WaitingFacts {
  return {
    status: TaskStatus.Pending,
    team: 'testing',
    tenant: 'acme',
    nowMs: NOW,
    availableAtMs: LATER,
    agent: agent(),
    holders: ['t1', 't2'],
    tenantRoom: Infinity,
    ahead: 0,
    liveWorkers: 1,
    ...changes,
  };
}

const EMPTY_BUCKET = { tokens: 0, ratePerSecond: 0.5, burst: 1, refilledAtMs: NOW };

describe('waitingFor', () => {
  it.each<[string, Partial<WaitingFacts>, unknown]>([
    ['a scheduled task', { status: 'scheduled' }, { kind: 'not_due', until: new Date(LATER) }],
    ['a task between attempts', { status: 'retry' }, { kind: 'retry_delay', until: new Date(LATER) }],
    ['a paused agent', { agent: agent({ paused: true, pausedBy: 'ann@x' }) }, { kind: 'paused', by: 'ann@x' }],
    ['an agent paused by nobody known', { agent: agent({ paused: true }) }, { kind: 'paused', by: null }],
    [
      'a queued task of a paused agent',
      { status: 'queued', agent: agent({ paused: true }) },
      { kind: 'paused', by: null },
    ],
    [
      'an agent that is no longer defined, paused or not',
      { agent: agent({ retiredAtMs: NOW - 1000, paused: true }) },
      { kind: 'agent_gone', since: new Date(NOW - 1000) },
    ],
    [
      'a queued task of an agent that is no longer defined',
      { status: 'queued', agent: agent({ retiredAtMs: 0 }) },
      { kind: 'agent_gone', since: new Date(0) },
    ],
    [
      'an agent whose model is at its limit',
      { agent: agent({ heldForMs: 5_000 }) },
      { kind: 'provider_paused', until: new Date(NOW + 5_000) },
    ],
    ['an agent at its limit', { agent: agent({ inFlight: 5 }) }, { kind: 'concurrency', holders: ['t1', 't2'] }],
    [
      'an empty bucket',
      { agent: agent({ bucket: EMPTY_BUCKET }) },
      { kind: 'rate_limit', until: new Date(NOW + 2000) },
    ],
    [
      'a bucket whose next tokens belong to queued tasks',
      { agent: agent({ bucket: { ...EMPTY_BUCKET, tokens: 1 }, queued: 2, inFlight: 2 }) },
      { kind: 'rate_limit', until: new Date(NOW + 4000) },
    ],
    [
      'a bucket that never fills',
      { agent: agent({ bucket: { ...EMPTY_BUCKET, ratePerSecond: 0 } }) },
      { kind: 'rate_limit', until: new Date(NOW) },
    ],
    ['a tenant that holds its share', { tenantRoom: 0, ahead: 3 }, { kind: 'tenant_share', tenant: 'acme' }],
    [
      'a tenant over its share and no worker',
      { tenantRoom: -1, liveWorkers: 0 },
      { kind: 'no_worker', team: 'testing' },
    ],
    ['a queued task of a tenant that holds its share', { status: 'queued', tenantRoom: 0 }, { kind: 'window' }],
    ['a team without workers', { liveWorkers: 0, ahead: 3 }, { kind: 'no_worker', team: 'testing' }],
    ['its place in the line', { ahead: 3 }, { kind: 'behind', count: 3 }],
    ['its place on the broker', { status: 'queued', ahead: 3 }, { kind: 'behind', count: 3 }],
    ['room in the window', {}, { kind: 'window' }],
    ['an agent nobody knows any more', { agent: undefined }, { kind: 'window' }],
    [
      'a queued task whose agent is full by now',
      { status: 'queued', agent: agent({ inFlight: 5 }) },
      { kind: 'window' },
    ],
  ])('explains %s', (_, changes, expected) => {
    expect(waitingFor(facts(changes))).toEqual(expected);
  });

  it.each(['claimed', 'running', 'waiting', 'completed', 'failed', 'timeout', 'cancelled'] as const)(
    'has nothing to explain for a %s task',
    (status) => {
      expect(waitingFor(facts({ status }))).toBeNull();
    },
  );

  it('explains every task that is not running in words that survive JSON', () => {
    const explained = JSON.stringify(waitingFor(facts({ status: 'scheduled' })));
    expect(explained).toBe('{"kind":"not_due","until":"2026-01-01T00:01:30.000Z"}');
  });
});
