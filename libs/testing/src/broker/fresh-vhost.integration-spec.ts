import { describeWithRabbitMq } from './describe-with-rabbitmq';
import { freshVhost, type FreshVhost } from './fresh-vhost';
import { QueueOfTests } from './queue-of-tests';

const PATIENCE = 240_000;

describeWithRabbitMq('a fresh vhost of the shared RabbitMQ', () => {
  let one: FreshVhost;
  let other: FreshVhost;

  beforeAll(async () => {
    [one, other] = await Promise.all([freshVhost(), freshVhost()]);
  }, PATIENCE);

  afterAll(() => Promise.all([one.drop(), other.drop()]), PATIENCE);

  it('is on the same broker as any other', () => {
    expect(new URL(one.url).host).toBe(new URL(other.url).host);
    expect(one.vhost).not.toBe(other.vhost);
  });

  it('holds nothing of another', async () => {
    await new QueueOfTests(one.management, one.vhost, 'mine').declare();
    expect(await other.management.get(`/queues/${other.vhost}`)).toEqual([]);
  });

  it('gives a user rights in itself alone', async () => {
    const url = new URL(await one.addUser('visitor', { configure: '^$', write: '^$', read: '^mine$' }));
    const rights = await one.management.get(`/users/${url.username}/permissions`);
    expect(rights).toContainEqual({ user: 'visitor', vhost: one.vhost, configure: '^$', write: '^$', read: '^mine$' });
    expect(rights).not.toContainEqual(expect.objectContaining({ vhost: other.vhost }));
  });

  it('is gone when it is dropped', async () => {
    const brief = await freshVhost();
    await brief.drop();
    await expect(one.management.get(`/vhosts/${brief.vhost}`)).rejects.toMatchObject({ status: 404 });
  });
});
