import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Installation, ModelServer, until } from '@cadre/testing';

const PER_MINUTE = 300;
const WORKERS = 3;
const WRITER = `---
agent_id: writer
name: Writer
team: platform
description: Writes
executor: llm
parameters: { type: object }
output: { type: object, required: [text], properties: { text: { type: string } } }
model: { default: openai/gpt-x }
limits: { max_concurrent_tasks: null, rate_limit: null }
retry: { max_retries: 3, strategy: fixed, delay_seconds: 0.1 }
---

You write.
`;

describe('a key of a provider that several workers share', () => {
  const answer = { kind: 'answer', text: '{"text": "x"}' } as const;
  let agentsDir: string;
  let installation: Installation;
  let models: ModelServer;
  beforeAll(async () => {
    agentsDir = mkdtempSync(join(tmpdir(), 'agents-'));
    mkdirSync(join(agentsDir, 'platform'));
    writeFileSync(join(agentsDir, 'platform', 'writer.md'), WRITER);
    models = await ModelServer.start();
    installation = await Installation.create({ agentsDir });
    const limit = { OPENAI_REQUESTS_PER_MINUTE: String(PER_MINUTE) };
    await Promise.all([installation.gateway(), installation.orchestrator(limit), installation.orchestrator(limit)]);
    const env = { OPENAI_BASE_URL: models.url, WORKER_SLOTS: '4' };
    await Promise.all(Array.from({ length: WORKERS }, () => installation.worker(env)));
    await until(async () => (await drawing()).length === WORKERS, { timeoutMs: 30_000 });
  }, 120_000);
  afterAll(async () => {
    await installation.close();
    await models.close();
    rmSync(agentsDir, { recursive: true });
  });
  beforeEach(() => models.reset());

  const drawing = () => installation.sql(`SELECT worker_id FROM provider_keys`);
  const submit = (count: number) =>
    installation.client.acceptedMany(Array.from({ length: count }, () => ({ agent_id: 'writer' })));
  const allDone = (ids: readonly string[]) =>
    until(
      async () => {
        const tasks = await Promise.all(ids.map((id) => installation.client.task(id)));
        return tasks.every(({ status }) => status === 'completed') && tasks;
      },
      { timeoutMs: 100_000, intervalMs: 250 },
    );

  it('loses one attempt to a 429, on whichever worker; nobody asks while it is paused', async () => {
    models.repliesBy((_, index) =>
      index === 0 ? { kind: 'status', status: 429, headers: { 'retry-after': '6' } } : answer,
    );
    const ids = await submit(1);
    await until(() => models.requests.length > 0, { timeoutMs: 30_000 });
    await until(async () => (await paused()) > 0, { timeoutMs: 10_000 });
    ids.push(...(await submit(11)));
    const waiting = await until(
      async () => {
        const { waiting_for: wait } = await installation.client.task(ids.at(-1) ?? '');
        return wait?.kind === 'provider_paused' && wait;
      },
      { timeoutMs: 10_000 },
    );
    expect(Date.parse(waiting.until)).toBeGreaterThan(Date.now());
    const tasks = await allDone(ids);
    expect(tasks.map(({ retry_count }) => retry_count).sort()).toEqual([...Array<number>(11).fill(0), 1]);
    expect(tasks.map(({ attempt_count }) => attempt_count).sort()).toEqual([...Array<number>(11).fill(1), 2]);
    const [first = 0, ...others] = models.requests.map(({ at }) => at);
    // What was on its way before the others heard of it, at the most.
    const early = others.filter((at) => at - first < 5_000);
    expect(early).toEqual([]);
  }, 120_000);

  const paused = async (): Promise<number> =>
    (await installation.sql(`SELECT 1 FROM provider_keys WHERE paused_until > now()`)).length;

  it('sends no more than its limit, all workers together', async () => {
    models.repliesBy(() => answer);
    await allDone(await submit(90));
    const times = models.requests.map(({ at }) => at).sort((a, b) => a - b);
    expect(times).toHaveLength(90);
    // Each worker may send a second's worth of its share at once, and learns of a new share a heartbeat later.
    const burst = PER_MINUTE / 60 + WORKERS;
    for (const [index, at] of times.entries()) {
      const within = times.filter((other) => other >= at && other < at + 10_000).length;
      expect({ index, within: within <= (PER_MINUTE / 6) * 1.02 + burst }).toEqual({ index, within: true });
    }
  }, 120_000);
});
