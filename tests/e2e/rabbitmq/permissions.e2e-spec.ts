import type { ConfirmChannel } from 'amqplib';
import { brokerPermissions, brokerTopology, brokerUser } from '@cadre/bus';
import {
  deadLetterQueue,
  Exchange,
  listenerQueue,
  RequestQueue,
  taskQueue,
  TEAMS,
  Topic,
  workerInbox,
} from '@cadre/contracts';
import { describeWithRabbitMq, until } from '@cadre/testing';
import { AmqpUser } from './amqp-user';
import { moving } from './dead-letter-queue';
import { definitionsWithoutPasswords, DeployedBroker, newPasswords, runDefinitions } from './deployed-broker';

const PATIENCE = 240_000;
const REFUSED = 403;
const BODY = Buffer.from('{}');

type Attempt = (channel: ConfirmChannel) => unknown;

const consume =
  (queue: string): Attempt =>
  (channel) =>
    channel.consume(queue, () => undefined);
const get =
  (queue: string): Attempt =>
  (channel) =>
    channel.get(queue);
const publish =
  (exchange: string, key: string, options = {}): Attempt =>
  (channel) =>
    channel.publish(exchange, key, BODY, options);
const declare =
  (queue: string, options = {}): Attempt =>
  (channel) =>
    channel.assertQueue(queue, options);
const bind =
  (queue: string, exchange: string, key: string): Attempt =>
  async (channel) => {
    await channel.assertQueue(queue, { exclusive: true });
    await channel.bindQueue(queue, exchange, key);
  };

describe('deploy/rabbitmq/definitions.json', () => {
  const definitions = definitionsWithoutPasswords();
  const { users = [] } = definitions;

  it.each(['exchanges', 'queues', 'bindings'] as const)('has the %s that the product declares', (kind) => {
    const listed = definitions[kind] as readonly object[];
    const declared: readonly object[] = brokerTopology(TEAMS)[kind];
    expect(listed).toHaveLength(declared.length);
    for (const each of declared) expect(listed).toContainEqual(expect.objectContaining(each));
  });

  it.each([['gateway', ''], ['orchestrator', ''], ...TEAMS.map((team) => ['worker', team] as const)] as const)(
    'gives a %s %s the rights it needs',
    (role, team) => {
      const rights = definitions.permissions?.find(({ user }) => user === brokerUser(role, team));
      expect(rights).toMatchObject(brokerPermissions(role, team));
    },
  );

  it('holds no password', () => {
    expect(users.map(({ password_hash }) => password_hash)).toEqual(users.map(() => ''));
    expect(users.map(({ name }) => name)).not.toContain('guest');
  });

  it('has a worker for every team', () => {
    const names = users.map(({ name }) => name).filter((name) => name.startsWith('cadre-worker-'));
    expect(names.sort()).toEqual(TEAMS.map((team) => `cadre-worker-${team}`).sort());
  });

  it('gets another password for each user every time', () => {
    const all = [...Object.values(newPasswords()), ...Object.values(newPasswords())];
    expect(new Set(all).size).toBe(2 * users.length);
  });

  it('is not written while a password is missing or short', () => {
    const { AMQP_OPERATOR_PASSWORD: _, ...some } = newPasswords();
    const { status, stderr } = runDefinitions(['write', '/dev/null/nowhere'], { ...some, AMQP_GATEWAY_PASSWORD: 'x' });
    expect(status).toBe(78);
    expect(stderr).toBe('Set AMQP_GATEWAY_PASSWORD, AMQP_OPERATOR_PASSWORD to 16 letters and digits or more\n');
  });
});

describeWithRabbitMq('a broker with deploy/rabbitmq', () => {
  let deployed: DeployedBroker;
  const connected = new Map<string, AmqpUser>();

  /** What the broker says to this user. */
  async function as(name: string, attempt: Attempt): Promise<'allowed' | number> {
    const user = connected.get(name) ?? (await AmqpUser.connect(deployed.urlOf(name)));
    connected.set(name, user);
    return user.tries(attempt);
  }

  beforeAll(async () => {
    deployed = await DeployedBroker.start();
  }, PATIENCE);

  afterAll(async () => {
    await Promise.all([...connected.values()].map((user) => user.close()));
    await deployed.broker.close();
  }, PATIENCE);

  describe('lets a worker', () => {
    it.each<[string, Attempt]>([
      ['take the work of its team', consume(taskQueue('testing'))],
      ['ask the orchestrator', publish(Exchange.Requests, RequestQueue.Claims, { userId: 'cadre-worker-testing' })],
      ['have an inbox', declare(workerInbox('testing', 'w1'), { exclusive: true, autoDelete: true })],
    ])('%s', async (_, attempt) => {
      expect(await as('worker-testing', attempt)).toBe('allowed');
    });
  });

  describe('refuses a worker', () => {
    it.each<[string, Attempt]>([
      ['to take the work of another team', consume(taskQueue('platform'))],
      ['to get the work of another team', get(taskQueue('platform'))],
      ['to read what others ask', consume(RequestQueue.Claims)],
      ['to read dead letters', get(deadLetterQueue('testing'))],
      ['to publish by the name of a queue', publish('', taskQueue('platform'))],
      ['to publish to itself', publish('', taskQueue('testing'))],
      ['to write into the inbox of another', publish('', workerInbox('platform', 'w1'))],
      ['to spread events', publish(Exchange.Events, Topic.TaskEvents)],
      ['to write dead letters', publish(Exchange.DeadLetters, 'testing')],
      ['to declare an inbox of another team', declare(workerInbox('platform', 'w2'))],
      ['to declare any other queue', declare('anything')],
      ['to declare an exchange', (channel) => channel.assertExchange('anything', 'direct')],
      ['to delete its queue', (channel) => channel.deleteQueue(taskQueue('testing'))],
      ['to delete the queue of another team', (channel) => channel.deleteQueue(taskQueue('platform'))],
      ['to empty the queue of another team', (channel) => channel.purgeQueue(taskQueue('platform'))],
      ['to listen to events', bind(workerInbox('testing', 'w3'), Exchange.Events, Topic.TaskEvents)],
      ['to listen to requests', bind(workerInbox('testing', 'w4'), Exchange.Requests, RequestQueue.Claims)],
    ])('%s', async (_, attempt) => {
      expect(await as('worker-testing', attempt)).toBe(REFUSED);
    });

    it('who says that it is somebody else', async () => {
      const posing = publish(Exchange.Requests, RequestQueue.Claims, { userId: 'cadre-worker-platform' });
      expect(await as('worker-testing', posing)).toBe(406);
    });

    it('at the management API', async () => {
      const worker = deployed.broker.management.as('cadre-worker-testing', deployed.passwordOf('worker-testing'));
      await expect(worker.get('/queues')).rejects.toMatchObject({ status: 401 });
    });

    it('from another vhost', async () => {
      const url = deployed.broker.urlFor('cadre-worker-testing', deployed.passwordOf('worker-testing'), '/');
      await expect(AmqpUser.connect(url)).rejects.toThrow();
    });
  });

  describe('lets a gateway', () => {
    it.each<[string, Attempt]>([
      ['hint at work', publish(Exchange.Events, Topic.DispatchHint)],
      ['listen to events', bind(listenerQueue('g1'), Exchange.Events, Topic.TaskEvents)],
    ])('%s', async (_, attempt) => {
      expect(await as('gateway', attempt)).toBe('allowed');
    });

    it.each<[string, Attempt]>([
      ['take work', get(taskQueue('testing'))],
      ['dispatch', publish('', taskQueue('testing'))],
      ['ask as a worker', publish(Exchange.Requests, RequestQueue.Reports)],
      ['spread anything else', publish(Exchange.Events, 'anything')],
    ])('but not %s', async (_, attempt) => {
      expect(await as('gateway', attempt)).toBe(REFUSED);
    });
  });

  describe('lets an orchestrator', () => {
    it.each<[string, Attempt]>([
      ['dispatch', publish('', taskQueue('testing'))],
      ['answer', publish('', workerInbox('testing', 'w1'))],
      ['read requests', consume(RequestQueue.Reports)],
      ['show a dead letter', publish(Exchange.DeadLetters, 'testing')],
      ['spread events', publish(Exchange.Events, Topic.TaskEvents)],
    ])('%s', async (_, attempt) => {
      expect(await as('orchestrator', attempt)).toBe('allowed');
    });
  });

  it('knows nobody without a password, and no guest', async () => {
    await expect(deployed.broker.management.get('/users/guest')).rejects.toMatchObject({ status: 404 });
    for (const [user, password] of [
      ['guest', 'guest'],
      ['cadre-operator', ''],
    ] as const) {
      await expect(deployed.broker.management.as(user, password).get('/whoami')).rejects.toMatchObject({ status: 401 });
    }
  });

  it('lets an operator move a dead letter back to its queue, and change nothing else', async () => {
    const operator = deployed.broker.management.as('cadre-operator', deployed.passwordOf('operator'));
    await as('orchestrator', publish(Exchange.DeadLetters, 'engineering'));
    await operator.put('/parameters/shovel/cadre/move', { value: moving('cadre', 'engineering') });
    await until(async () => (await depthOf('engineering')) === 1, { timeoutMs: 60_000 });
    await expect(operator.put('/queues/cadre/anything', {})).rejects.toMatchObject({ status: 401 });
    await expect(operator.delete(`/queues/cadre/${taskQueue('testing')}`)).rejects.toMatchObject({ status: 401 });
  });

  async function depthOf(team: string): Promise<number | undefined> {
    const path = `/queues/cadre/${taskQueue(team)}`;
    return (await deployed.broker.management.get<{ messages?: number }>(path)).messages;
  }
});
