import { randomUUID } from 'node:crypto';
import { INSTALLATION_MARKER, RequestQueue } from '@cadre/contracts';
import { describeWithRabbitMq, freshVhost, type FreshVhost } from '@cadre/testing';
import { createBus } from '../../create-bus';
import { SILENT } from '../../telemetry/bus-telemetry';
import { until } from '../../testing/until';
import type { WorkBus } from '../../work-bus.port';
import { AmqpHarness } from '../amqp-harness.contract';
import { brokerPermissions, brokerUser } from './broker-permissions';

describeWithRabbitMq('a virtual host and the installations that use it', () => {
  let vhost: FreshVhost;
  let harness: AmqpHarness;
  const opened: WorkBus[] = [];
  const warnings: string[] = [];
  const log = (level: string, message: string): void => void (level === 'warn' && warnings.push(message));

  beforeEach(async () => {
    vhost = await freshVhost();
    harness = new AmqpHarness(vhost.url);
    warnings.length = 0;
  }, 60_000);
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((bus) => bus.stop()));
    await harness.close();
    await vhost.drop();
  });

  function orchestrator(installation: string | undefined, amqpUrl = vhost.url): WorkBus {
    const { work } = createBus({ amqpUrl, installationId: () => installation, telemetry: { ...SILENT, log } });
    opened.push(work);
    return work;
  }

  it('belongs to the first of them, which may have several orchestrators', async () => {
    const [ours, theirs] = [randomUUID(), randomUUID()];
    await orchestrator(ours).start();
    await orchestrator(ours).start();
    const refused: unknown = await orchestrator(theirs)
      .start()
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'BUS_FOREIGN_INSTALLATION' });
    const { message } = refused as Error;
    expect(message).toContain(`another installation of Cadre (${ours}; this one is ${theirs})`);
    expect(message).toContain(decodeURIComponent(new URL(vhost.url).pathname));
    expect(message).not.toContain(new URL(vhost.url).password + '@');
  });

  it('is claimed again after the broker lost everything, and by who comes after one that knew no mark', async () => {
    const ours = randomUUID();
    await orchestrator(undefined).start();
    const bus = orchestrator(ours);
    await bus.start();
    await (await harness.operate()).deleteQueue(INSTALLATION_MARKER);
    await orchestrator(ours).start();
    await expect(orchestrator(randomUUID()).start()).rejects.toMatchObject({ code: 'BUS_FOREIGN_INSTALLATION' });
  });

  it('is left unmarked, and said to be, by a user that was set up before there was a mark', async () => {
    const rights = brokerPermissions('orchestrator');
    const before = (right: string): string => right.replace('installation|', '');
    const old = { ...rights, configure: before(rights.configure), read: before(rights.read) };
    const bus = orchestrator(randomUUID(), await vhost.addUser(brokerUser('orchestrator'), old));
    await bus.start();
    expect(warnings).toContain('the virtual host is not marked as ours: a right is missing');
    await until('it works', async () => (await bus.depth(RequestQueue.Reports)).ready === 0);
  });

  it('is marked by a user with the least rights of an orchestrator', async () => {
    const url = await vhost.addUser(brokerUser('orchestrator'), brokerPermissions('orchestrator'));
    await orchestrator(randomUUID(), url).start();
    expect(warnings).toEqual([]);
    await expect(orchestrator(randomUUID(), url).start()).rejects.toMatchObject({ code: 'BUS_FOREIGN_INSTALLATION' });
  });
});
