import { describeWithRabbitMq, Installation, type Service } from '@cadre/testing';
import { proveSound } from '../harness/prove-sound';
import { untilReaperWorks } from '../harness/reaper-at-work';
import { lasting, times, untilRunning } from '../harness/running';
import { eventsOf, factsOf } from '../harness/task-facts';
import { untilEnded } from './harness/until-ended';

/** More of them make a measurement, which is printed: how long until the task of a killed worker starts again. */
const KILLS = Number(process.env['CADRE_TEST_KILLS'] ?? 3);
/** 5 s, 10 s and 30 s are promised; the rest is for a machine that is busy with other tests. */
const KILLED_BOUND_MS = 20_000;
const LEADER_BOUND_MS = 30_000;
const FROZEN_BOUND_MS = 60_000;
const PATIENCE_MS = 240_000 + KILLS * 15_000;

describeWithRabbitMq('processes that are killed or stand still, over RabbitMQ', () => {
  let installation: Installation;
  const orchestrators = new Map<string, Service>();
  const workers = new Map<string, Service>();
  let hired = 0;
  beforeAll(async () => {
    installation = await Installation.create({ bus: 'rabbitmq' });
    const names = ['one', 'two'];
    const started = names.map(async (ORCHESTRATOR_ID) => {
      orchestrators.set(ORCHESTRATOR_ID, await installation.orchestrator({ ORCHESTRATOR_ID }));
    });
    await Promise.all([...started, installation.gateway(), hire(), hire()]);
  }, PATIENCE_MS);
  afterAll(() => installation.close(), PATIENCE_MS);

  async function hire(): Promise<void> {
    const WORKER_ID = `worker-${(hired += 1)}`;
    workers.set(WORKER_ID, await installation.worker({ WORKER_ID, WORKER_SLOTS: '10' }));
  }

  it(
    'another orchestrator dispatches when the leading one is killed',
    async () => {
      await installation.client.accepted();
      const leader = await leaderName();
      await orchestrators.get(leader)?.kill();
      orchestrators.delete(leader);
      const killedAt = Date.now();
      const ids = await installation.client.acceptedMany(times(20, lasting(10)));
      await proveSound(installation);
      for (const id of ids) {
        const queued = (await eventsOf(installation, id)).find(({ type }) => type === 'queued');
        expect(Number(queued?.at) - killedAt).toBeLessThan(LEADER_BOUND_MS);
      }
      expect(await leaderName()).not.toBe(leader);
    },
    PATIENCE_MS,
  );

  it(
    'the task of a worker that is killed starts again on another within seconds',
    async () => {
      for (const orchestrator of orchestrators.values()) await untilReaperWorks(orchestrator);
      const took: number[] = [];
      for (let kill = 0; kill < KILLS; kill += 1) {
        const id = await installation.client.accepted(lasting(1_500));
        const victim = await holderOf(id);
        const replaced = hire();
        await workers.get(victim)?.kill();
        workers.delete(victim);
        const killedAt = Date.now();
        await replaced;
        await untilEnded(installation, id);
        expect(await factsOf(installation, id)).toMatchObject({ lease_no: 2, failures_counted: 1 });
        const again = (await eventsOf(installation, id)).find(
          ({ type, lease_no }) => type === 'started' && lease_no === 2,
        );
        took.push(Number(again?.at) - killedAt);
      }
      if (KILLS > 3) process.stdout.write(`restarts after a kill, ms: ${took.sort((a, b) => a - b).join(' ')}\n`);
      expect(Math.max(...took)).toBeLessThan(KILLED_BOUND_MS);
      await proveSound(installation);
    },
    PATIENCE_MS,
  );

  it(
    'the task of a worker that stands still starts again on another when its lease is over',
    async () => {
      const id = await installation.client.accepted(lasting(1_500));
      const victim = await holderOf(id);
      workers.get(victim)?.freeze();
      const frozenAt = Date.now();
      await untilEnded(installation, id);
      const { worker_id: elsewhere } = await factsOf(installation, id);
      expect(elsewhere).not.toBe(victim);
      const again = (await eventsOf(installation, id)).find(
        ({ type, lease_no }) => type === 'started' && lease_no === 2,
      );
      const tookMs = Number(again?.at) - frozenAt;
      if (KILLS > 3) process.stdout.write(`restart after a freeze, ms: ${tookMs}\n`);
      expect(tookMs).toBeLessThan(FROZEN_BOUND_MS);
      await proveSound(installation);
      workers.get(victim)?.thaw();
    },
    PATIENCE_MS,
  );

  async function leaderName(): Promise<string> {
    const [row] = await installation.sql<{ owner: string }>(`SELECT owner FROM team_dispatch WHERE team = 'platform'`);
    return String(row?.owner.split('#')[0]);
  }

  async function holderOf(id: string): Promise<string> {
    await untilRunning(installation, [id]);
    return String((await factsOf(installation, id)).worker_id);
  }
});
