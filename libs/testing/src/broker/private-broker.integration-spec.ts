import { existsSync } from 'node:fs';
import { describeProcess, processesWith } from '../processes/process-table';
import { until } from '../waiting/until';
import { describeWithRabbitMq } from './describe-with-rabbitmq';
import { PrivateBroker } from './private-broker';
import { QueueOfTests } from './queue-of-tests';

const PATIENCE = 240_000;

interface Listener {
  readonly ip_address: string;
  readonly port: number;
  readonly socket_opts: { readonly ip?: string };
}

describeWithRabbitMq('a private RabbitMQ', () => {
  let broker: PrivateBroker;
  let queue: QueueOfTests;
  let folder: string;

  beforeAll(async () => {
    broker = await PrivateBroker.start({ consumerTimeoutMs: 60_000 });
    queue = new QueueOfTests(broker.management, broker.vhost, 'things');
    await queue.declare();
    folder = folderOf(broker.port);
  }, PATIENCE);

  afterAll(() => broker.close(), PATIENCE);

  it('listens on loopback alone, on no port of the machine’s broker', async () => {
    const { listeners } = await broker.management.get<{ listeners: Listener[] }>('/overview');
    const addresses = listeners.map(({ ip_address, socket_opts }) => socket_opts.ip ?? ip_address);
    expect(new Set(addresses)).toEqual(new Set(['127.0.0.1']));
    const ports = listeners.map(({ port }) => port);
    expect(ports).toEqual(expect.arrayContaining([broker.port, broker.managementPort]));
    for (const usual of [5672, 15672, 15692, 25672]) expect(ports).not.toContain(usual);
  });

  it(
    'can do in its UI what operators need',
    async () => {
      expect(await broker.rabbitmqctl('status')).toContain('rabbitmq_shovel_management');
    },
    PATIENCE,
  );

  it('knows nobody by a default password', async () => {
    await expect(broker.management.as('guest', 'guest').get('/whoami')).rejects.toMatchObject({ status: 401 });
  });

  it(
    'has the limit that a test asks for',
    async () => {
      expect(await broker.rabbitmqctl('eval', 'application:get_env(rabbit, consumer_timeout).')).toContain('60000');
    },
    PATIENCE,
  );

  it(
    'keeps messages and ports over a restart',
    async () => {
      const { port } = broker;
      expect(await queue.publish('kept')).toBe(true);
      await broker.restart();
      expect(broker.port).toBe(port);
      expect(await queue.take()).toBe('kept');
    },
    PATIENCE,
  );

  it(
    'keeps messages when it is killed',
    async () => {
      await queue.publish('survivor');
      await broker.kill();
      await expect(broker.management.get('/whoami')).rejects.toThrow();
      await broker.startAgain();
      expect(await queue.take()).toBe('survivor');
    },
    PATIENCE,
  );

  it(
    'forgets queues when it is wiped, but not who may log in',
    async () => {
      await broker.addUser('somebody', { configure: '^$', write: '^$', read: '^mine$' });
      await broker.wipe();
      await expect(queue.take()).rejects.toMatchObject({ status: 404 });
      const rights = await broker.management.get('/users/somebody/permissions');
      expect(rights).toEqual([{ user: 'somebody', vhost: '/', configure: '^$', write: '^$', read: '^mine$' }]);
      await queue.declare();
    },
    PATIENCE,
  );

  it(
    'raises and clears the memory alarm',
    async () => {
      await broker.setMemoryAlarm(true);
      await expect(broker.management.get('/health/checks/alarms')).rejects.toMatchObject({ status: 503 });
      await broker.setMemoryAlarm(false);
      expect(await broker.management.get('/health/checks/alarms')).toEqual({ status: 'ok' });
    },
    PATIENCE,
  );

  it('stands still when frozen and goes on when thawed', async () => {
    broker.freeze();
    const answer = broker.management.get('/whoami');
    broker.thaw();
    expect(await answer).toMatchObject({ name: 'admin' });
  });

  it('loads definitions that a test gives it', async () => {
    await broker.define({ vhosts: [{ name: 'other' }] });
    expect(await broker.management.get('/vhosts/other')).toMatchObject({ name: 'other' });
  });

  it(
    'leaves nothing behind',
    async () => {
      const another = await PrivateBroker.start();
      const place = folderOf(another.port);
      expect(processesWith(place).length).toBeGreaterThan(1);
      await another.close();
      expect(processesWith(place)).toEqual([]);
      expect(existsSync(place)).toBe(false);
      expect(await until(() => processesWith(folder).length)).toBeGreaterThan(1);
    },
    PATIENCE,
  );
});

/** Where the broker on this port has its files. */
function folderOf(port: number): string {
  const homes = processesWith(`RABBITMQ_NODE_PORT=${port}`).map((pid) => describeProcess(pid).env['HOME'] ?? '');
  return homes[0]?.replace(/\/home$/, '') ?? '';
}
