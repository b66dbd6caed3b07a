import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { taskQueue, Topic } from '@cadre/contracts';
import { describeWithRabbitMq, makeCertificates, PrivateBroker } from '@cadre/testing';
import type { Bus } from '../bus';
import { createBus } from '../create-bus';
import { Collector } from '../testing/collector';
import { dispatchOf, hintOf } from '../testing/messages';
import { until } from '../testing/until';

const QUEUE = taskQueue('testing');
const PATIENCE_MS = 180_000;

describeWithRabbitMq('RabbitMQ over TLS', () => {
  let folder: string;
  let broker: PrivateBroker;
  const opened: Bus[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cadre-tls-'));
    const certificates = makeCertificates();
    await writeFile(file('right'), certificates.authority);
    await writeFile(file('wrong'), makeCertificates().authority);
    await writeFile(file('none'), 'no certificate');
    broker = await PrivateBroker.start({ certificates });
  }, PATIENCE_MS);
  afterEach(() => Promise.all(opened.splice(0).flatMap(({ work, broadcast }) => [work.stop(), broadcast.stop()])));
  afterAll(async () => {
    await broker.close();
    await rm(folder, { recursive: true });
  }, PATIENCE_MS);

  function file(name: string): string {
    return join(folder, name);
  }

  function open(amqpCaFile?: string, amqpUrl = broker.tlsUrl): Bus {
    const bus = createBus({ amqpUrl, amqpCaFile });
    opened.push(bus);
    return bus;
  }

  it('carries work and broadcasts when the authority is known', async () => {
    const { work, broadcast } = open(file('right'));
    await Promise.all([work.start(), broadcast.start()]);
    const collector = new Collector();
    await work.consume(QUEUE, collector.handle, { maxBatch: 10 });
    expect(await work.publish(QUEUE, [dispatchOf(1)])).toEqual([{ ok: true }]);
    await until('it arrived', () => collector.numbers.length === 1);
    let heard = 0;
    await broadcast.subscribe(Topic.DispatchHint, () => (heard += 1));
    await until('it is heard', () => {
      broadcast.publish(Topic.DispatchHint, hintOf('testing'));
      return heard > 0;
    });
  });

  it.each([['wrong'], [undefined]])('says what to do when the authority is %s', async (name) => {
    const { work } = open(name && file(name));
    const failure: unknown = await work.start().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'BUS_UNAVAILABLE' });
    const { message } = failure as Error;
    expect(message).toContain('is not trusted');
    expect(message).toContain('AMQP_CA_FILE must hold the certificate of the authority');
    expect(message).not.toContain(broker.password);
  });

  it('refuses a file that is not there, or holds no certificate', () => {
    expect(() => open(file('missing'))).toThrow(/^AMQP_CA_FILE cannot be read: /);
    expect(() => open(file('none'))).toThrow(/^AMQP_CA_FILE must name a file of certificates as PEM: /);
  });
});
