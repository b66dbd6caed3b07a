import { TaskErrorCode } from '@cadre/contracts';
import { ErrorClass } from '@cadre/domain';
import { AgentFailure, transientFailure } from '../../execution/agent-failure';
import { LocalProviderGate } from './local-provider-gate';

const KEY = 'anthropic:1';
const limited = (retryAfterSeconds?: number) =>
  new AgentFailure(TaskErrorCode.RateLimited, '429', { errorClass: ErrorClass.RateLimited, retryAfterSeconds });
const broken = () => transientFailure(TaskErrorCode.ProviderUnavailable, '529');

describe('the gate before a provider', () => {
  let told: unknown[];
  let gate: LocalProviderGate;
  beforeEach(() => {
    jest.useFakeTimers();
    told = [];
    gate = new LocalProviderGate(
      { onPause: (key, ms) => told.push([key, ms]), onCircuit: (key, isOpen) => told.push([key, isOpen]) },
      { failures: 3, openMs: 30_000 },
    );
  });
  afterEach(() => jest.useRealTimers());

  const patient = { signal: new AbortController().signal, patienceMs: 120_000 };
  const hasty = { ...patient, patienceMs: 1_000 };
  const ok = async () => 'answer';
  const failing = (error: Error) => () => Promise.reject(error);

  it('lets calls through', async () => {
    expect(await gate.run(KEY, hasty, ok)).toBe('answer');
  });

  it('keeps everybody away after a 429, for as long as the provider said', async () => {
    await expect(gate.run(KEY, hasty, failing(limited(5)))).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(told).toEqual([[KEY, 5_000]]);
    await expect(gate.run(KEY, hasty, ok)).rejects.toMatchObject({
      code: 'PROVIDER_CLOSED',
      reason: 'provider_paused',
    });
    expect(await gate.run('openai:2', hasty, ok)).toBe('answer');
    const waiting = gate.run(KEY, patient, ok);
    await jest.advanceTimersByTimeAsync(5_001);
    expect(await waiting).toBe('answer');
  });

  it('doubles the pause of a provider that does not say how long, until it answers', async () => {
    const pauses: number[] = [];
    for (let round = 0; round < 7; round += 1) {
      await expect(gate.run(KEY, hasty, failing(limited()))).rejects.toMatchObject({ code: 'RATE_LIMITED' });
      const [, pauseMs] = told.pop() as [string, number];
      pauses.push(pauseMs);
      await jest.advanceTimersByTimeAsync(pauseMs + 1);
    }
    expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    await gate.run(KEY, hasty, ok);
    await expect(gate.run(KEY, hasty, failing(limited()))).rejects.toThrow();
    expect(told).toEqual([[KEY, 2_000]]);
  });

  it('asks again for those who met their 429 while the key was paused already: it costs them no attempt', async () => {
    const answers: (() => void)[] = [];
    const underWay = (failure: Error) => {
      let times = 0;
      return gate.run(KEY, patient, async () => {
        times += 1;
        if (times > 1) return `answer ${times}`;
        await new Promise<void>((resolve) => answers.push(resolve));
        throw failure;
      });
    };
    const [first, second] = [underWay(limited(3)), underWay(limited(4))];
    const firstFailed = expect(first).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await jest.advanceTimersByTimeAsync(0);
    for (const answer of answers) answer();
    await firstFailed;
    await jest.advanceTimersByTimeAsync(4_001);
    expect(await second).toBe('answer 2');
    expect(told).toEqual([[KEY, 3_000]]);
  });

  it('opens the circuit after failures in a row, and tries again with one call', async () => {
    for (let round = 0; round < 3; round += 1)
      await expect(gate.run(KEY, hasty, failing(broken()))).rejects.toThrow('529');
    await expect(gate.run(KEY, hasty, ok)).rejects.toMatchObject({ reason: 'circuit_open' });
    expect(told).toEqual([[KEY, true]]);
    const waiting = gate.run(KEY, patient, ok);
    await jest.advanceTimersByTimeAsync(30_001);
    expect(await waiting).toBe('answer');
    expect(told).toEqual([
      [KEY, true],
      [KEY, false],
    ]);
  });

  it('does not hold refusals, limits and stopped attempts against the provider', async () => {
    const harmless = [
      new AgentFailure(TaskErrorCode.ProviderRejected, '400', { errorClass: ErrorClass.Permanent }),
      new AgentFailure(TaskErrorCode.WorkerLost, 'shutdown', { errorClass: ErrorClass.Transient }),
    ];
    for (let round = 0; round < 10; round += 1) {
      for (const error of harmless) await expect(gate.run(KEY, hasty, failing(error))).rejects.toBe(error);
    }
    expect(await gate.run(KEY, hasty, ok)).toBe('answer');
  });

  it('waits no longer than the attempt lasts', async () => {
    gate.pause(KEY, 60_000);
    const controller = new AbortController();
    const waiting = gate.run(KEY, { signal: controller.signal, patienceMs: 120_000 }, ok);
    controller.abort(new TypeError('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
  });

  it('spaces requests out as its share says', async () => {
    gate.setPace(KEY, 120);
    const wentAt: number[] = [];
    const started = performance.now();
    const all = Array.from({ length: 7 }, () =>
      gate.run(KEY, patient, async () => wentAt.push(performance.now() - started)),
    );
    await jest.advanceTimersByTimeAsync(10_000);
    await Promise.all(all);
    expect(wentAt).toEqual([0, 0, 500, 1_000, 1_500, 2_000, 2_500]);
    gate.setPace(KEY, 0);
    await expect(gate.run(KEY, patient, ok)).rejects.toMatchObject({ reason: 'provider_paused' });
    gate.setPace(KEY, null);
    expect(await gate.run(KEY, hasty, ok)).toBe('answer');
  });
});
