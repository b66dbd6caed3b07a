import type { HeartbeatV1, ProviderKeyNewsV1 } from '@cadre/contracts';
import type { ProviderKeyRow } from '@cadre/persistence';
import { answersFor, beatsOf, othersToTell } from './provider-answers';

const KEY = 'anthropic:1';
const row = (worker_id: string, values: Partial<ProviderKeyRow> = {}): ProviderKeyRow => ({
  ...{ key_id: KEY, worker_id, team: 'testing', wanted_per_minute: 1_000, paused_ms: 0, live: true },
  ...values,
});
const heartbeat = (worker_id: string, ...provider_keys: ProviderKeyNewsV1[]): HeartbeatV1 =>
  ({ worker_id, team: 'testing', provider_keys }) as unknown as HeartbeatV1;

describe('what workers are told of the keys of their providers', () => {
  it('is a share of the limit, for those that live', () => {
    const answers = answersFor([row('a'), row('b'), row('dead', { live: false, paused_ms: 5 })], { anthropic: 60 });
    expect(answers).toEqual(
      new Map([
        ['a', [{ key_id: KEY, requests_per_minute: 30, paused_ms: 5 }]],
        ['b', [{ key_id: KEY, requests_per_minute: 30, paused_ms: 5 }]],
      ]),
    );
  });

  it('is no limit for a provider without one, key by key', () => {
    const rows = [row('a', { paused_ms: 9 }), row('a', { key_id: 'openai:2' })];
    expect(answersFor(rows, {}).get('a')).toEqual([
      { key_id: KEY, requests_per_minute: null, paused_ms: 9 },
      { key_id: 'openai:2', requests_per_minute: null, paused_ms: 0 },
    ]);
  });
});

describe('who is told at once of a pause', () => {
  const paused = { key_id: KEY, wanted_per_minute: 1, pause: { pause_no: 7, pause_ms: 900 } };

  it('are the others that draw on the key and live', () => {
    const rows = [row('a', { paused_ms: 900 }), row('b', { team: 'marketing' }), row('dead', { live: false })];
    const others = [...rows, row('c', { key_id: 'openai:2' })];
    expect(othersToTell([heartbeat('a', paused)], others)).toEqual([
      { team: 'marketing', workerId: 'b', keyId: KEY, pauseMs: 900 },
    ]);
  });

  it('is nobody when nobody speaks of one, or it is over', () => {
    const quiet = { key_id: KEY, wanted_per_minute: 1 };
    expect(othersToTell([heartbeat('a', quiet)], [row('a', { paused_ms: 9 }), row('b')])).toEqual([]);
    expect(othersToTell([heartbeat('a', paused)], [row('a'), row('b')])).toEqual([]);
  });
});

describe("a heartbeat's word about keys", () => {
  it('is one for each key, and none of a worker without', () => {
    const paused = { key_id: KEY, wanted_per_minute: 3, pause: { pause_no: 7, pause_ms: 900 } };
    expect(beatsOf(heartbeat('a', paused, { key_id: 'openai:2', wanted_per_minute: 4 }))).toEqual([
      { keyId: KEY, workerId: 'a', team: 'testing', wantedPerMinute: 3, pauseNo: 7, pauseMs: 900 },
      { keyId: 'openai:2', workerId: 'a', team: 'testing', wantedPerMinute: 4, pauseNo: 0, pauseMs: 0 },
    ]);
    expect(beatsOf({ worker_id: 'b', team: 'testing' } as HeartbeatV1)).toEqual([]);
  });
});
