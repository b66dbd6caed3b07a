import { Installation, until } from '@cadre/testing';
import { proveSound, untilAllEnded } from './harness/prove-sound';
import { lasting, times, untilBusy } from './harness/running';
import { eventTypesOf, factsOf } from './harness/task-facts';

const IN_ONE_ATTEMPT = ['submitted', 'queued', 'started', 'completed'];
const HANDED_BACK = ['submitted', 'queued', 'started', 'handed_back', 'queued', 'started', 'completed'];

describe('a worker that is asked to leave', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await Installation.create();
    await Promise.all([installation.orchestrator(), installation.gateway()]);
  });
  afterEach(() => installation.stop('worker'));
  afterAll(() => installation.close());

  it('finishes what fits into its grace period and hands the rest back uncounted', async () => {
    const leaving = await installation.worker({ GRACE_SECONDS: '12' });
    const long = await installation.client.acceptedMany(times(3, lasting(20_000)));
    const short = await installation.client.acceptedMany(times(3, lasting(5_000)));
    await untilBusy(leaving, 6);
    leaving.signal('SIGTERM');
    await installation.worker();
    expect(await leaving.exited).toEqual({ code: 0, signal: null });
    // Its goodbye was heard before it ended: nobody counts on its slots from now on.
    const [{ status } = { status: '' }] = await installation.sql<{ status: string }>(
      'SELECT status FROM workers ORDER BY started_at LIMIT 1',
    );
    expect(status).toBe('gone');
    await untilAllEnded(installation);
    for (const id of short) expect(await eventTypesOf(installation, id)).toEqual(IN_ONE_ATTEMPT);
    for (const id of long) {
      expect(await eventTypesOf(installation, id)).toEqual(HANDED_BACK);
      expect(await factsOf(installation, id)).toMatchObject({ status: 'completed', lease_no: 2, failures_counted: 0 });
    }
    await proveSound(installation);
  });

  it('takes nothing new while it drains', async () => {
    const leaving = await installation.worker({ GRACE_SECONDS: '60' });
    const held = await installation.client.accepted(lasting(5_000));
    await untilBusy(leaving, 1);
    leaving.signal('SIGTERM');
    await until(() => leaving.log.some(({ msg }) => msg === 'draining'));
    const later = await installation.client.acceptedMany(times(5, lasting(0)));
    expect(await leaving.exited).toEqual({ code: 0, signal: null });
    expect(await factsOf(installation, held)).toMatchObject({ status: 'completed', lease_no: 1 });
    for (const id of later) expect((await factsOf(installation, id)).lease_no).toBe(0);
    await installation.worker();
    await proveSound(installation);
  });

  it('and asked again ends at once, and still hands back uncounted', async () => {
    const leaving = await installation.worker({ GRACE_SECONDS: '600' });
    const ids = await installation.client.acceptedMany(times(4, lasting(6_000)));
    await untilBusy(leaving, 4);
    leaving.signal('SIGTERM');
    await until(() => leaving.log.some(({ msg }) => msg === 'draining'));
    leaving.signal('SIGTERM');
    expect(await leaving.exited).toEqual({ code: 0, signal: null });
    for (const id of ids) expect((await eventTypesOf(installation, id)).slice(0, 4)).toEqual(HANDED_BACK.slice(0, 4));
    await installation.worker();
    await untilAllEnded(installation);
    for (const id of ids) expect(await factsOf(installation, id)).toMatchObject({ lease_no: 2, failures_counted: 0 });
    await proveSound(installation);
  });
});
