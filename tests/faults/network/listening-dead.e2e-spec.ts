import { Installation, type Service, until } from '@cadre/testing';
import { proveSound } from '../harness/prove-sound';
import { lasting, times, untilBusy } from '../harness/running';
import { factsOf } from '../harness/task-facts';
import { expectOneAttemptEach } from '../harness/one-attempt-each';
import { HalfDeadProxy } from './harness/half-dead-proxy';

/** The product promises 5 s of polling and 3 s to find out; the rest is for a machine that is busy with other tests. */
const FOUND_OUT_WITHIN_MS = 30_000;

describe('a LISTEN connection that is silently dead', () => {
  let installation: Installation;
  let proxy: HalfDeadProxy;
  let orchestrator: Service;
  let worker: Service;
  beforeAll(async () => {
    installation = await Installation.create();
    const { serviceUrl, busUrl } = installation.database;
    proxy = await HalfDeadProxy.start(Number(new URL(serviceUrl).port));
    [orchestrator, worker] = await Promise.all([
      installation.orchestrator({ BUS_DATABASE_URL: proxy.through(serviceUrl) }),
      installation.worker({ BUS_DATABASE_URL: proxy.through(busUrl), WORKER_SLOTS: '20' }),
      installation.gateway(),
    ]);
  });
  afterAll(async () => {
    await installation.close();
    await proxy.close();
  });

  it('R40: is found out and replaced; work goes on meanwhile, and no attempt is spent', async () => {
    const { client } = installation;
    const running = await client.acceptedMany(times(5, lasting(15_000)));
    await untilBusy(worker, running.length);
    // Each has one for its work; the orchestrator has another one for broadcasts.
    expect(proxy.silence(' listen')).toBeGreaterThanOrEqual(2);
    const first = await client.accepted();
    await until(async () => (await factsOf(installation, first)).status === 'completed', {
      timeoutMs: FOUND_OUT_WITHIN_MS,
    });
    for (const service of [orchestrator, worker]) {
      await until(() => service.log.some(({ msg }) => msg === 'bus connection re-established'), {
        timeoutMs: FOUND_OUT_WITHIN_MS,
      });
    }
    await proveSound(installation);
    await expectOneAttemptEach(installation);
  });
});
