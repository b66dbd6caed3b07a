import { LocalProviderGate } from '@cadre/agents';
import { createLogger, createMetrics, type Metrics } from '@cadre/observability';
import { ProviderMetrics } from './provider.metrics';
import { GateKeys } from './shared-keys';

const KEY = 'anthropic:1';
const patience = { signal: new AbortController().signal, patienceMs: 10 };

describe('the keys a worker shares', () => {
  let keys: GateKeys;
  let gate: LocalProviderGate;
  let nudges: number;
  let metrics: Metrics;
  beforeEach(() => {
    metrics = createMetrics({ service: 'test', role: 'worker', shard: '0' });
    const logger = createLogger({ service: 'test', role: 'worker', level: 'silent' });
    keys = new GateKeys([KEY], new ProviderMetrics(metrics), logger);
    gate = new LocalProviderGate(keys);
    keys.attach(gate);
    nudges = 0;
    keys.listen(() => (nudges += 1));
  });

  const call = () => gate.run(KEY, patience, async () => 'answer');

  it('tell how much it could use', async () => {
    expect(keys.news()).toMatchObject([{ key_id: KEY, wanted_per_minute: 0 }]);
    await call();
    expect(keys.news()[0]?.wanted_per_minute).toBeGreaterThan(0);
    expect(keys.news()[0]?.wanted_per_minute).toBe(0);
  });

  it('tell of a pause at once, and until it was heard', () => {
    keys.onPause(KEY, 60_000);
    expect(nudges).toBe(1);
    const told = keys.news();
    expect(told[0]?.pause?.pause_ms).toBeGreaterThan(50_000);
    expect(keys.news()[0]?.pause?.pause_no).toBe(told[0]?.pause?.pause_no);
    keys.onPause(KEY, 70_000);
    keys.apply(told, [{ key_id: KEY, requests_per_minute: null, paused_ms: 60_000 }]);
    expect(keys.news()[0]?.pause?.pause_no).toBeGreaterThan(told[0]?.pause?.pause_no ?? Infinity);
    keys.apply(keys.news(), [{ key_id: KEY, requests_per_minute: null, paused_ms: 60_000 }]);
    expect(keys.news()[0]).not.toHaveProperty('pause');
  });

  it('are counted, without their names', async () => {
    keys.onPause(KEY, 60_000);
    keys.onCircuit(KEY, true);
    expect(await metrics.text()).toMatch(/cadre_provider_pauses_total\{[^}]*provider="anthropic"[^}]*\} 1/);
    expect(await metrics.text()).toMatch(/cadre_provider_circuit_open\{[^}]*provider="anthropic"[^}]*\} 1/);
    keys.onCircuit(KEY, false);
    expect(await metrics.text()).toMatch(/cadre_provider_circuit_open\{[^}]*\} 0/);
  });

  it('do what the answer says', async () => {
    keys.apply([], [{ key_id: KEY, requests_per_minute: null, paused_ms: 60_000 }]);
    await expect(call()).rejects.toMatchObject({ reason: 'provider_paused' });
  });

  it('share a limit', async () => {
    keys.apply([], [{ key_id: KEY, requests_per_minute: 1, paused_ms: 0 }]);
    await call();
    await expect(call()).rejects.toMatchObject({ reason: 'provider_paused' });
    keys.apply([], [{ key_id: KEY, requests_per_minute: null, paused_ms: 0 }]);
    expect(await call()).toBe('answer');
  });

  it('are paused when another worker met the limit', async () => {
    keys.pause(KEY, 60_000);
    await expect(call()).rejects.toMatchObject({ reason: 'provider_paused' });
    expect(nudges).toBe(0);
  });
});
