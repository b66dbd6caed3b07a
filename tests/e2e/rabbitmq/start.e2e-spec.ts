import { describeWithRabbitMq, freshVhost, startStack, type FreshVhost, type Stack } from '@cadre/testing';

const PATIENCE = 240_000;

describeWithRabbitMq('npm start with AMQP_URL', () => {
  let vhost: FreshVhost;
  let stack: Stack;

  beforeAll(async () => {
    vhost = await freshVhost();
    stack = await startStack({ env: { AMQP_URL: vhost.url } });
  }, PATIENCE);

  afterAll(async () => {
    await stack.stop();
    await vhost.drop();
  }, PATIENCE);

  it('runs tasks over that RabbitMQ', async () => {
    const answer = await fetch(`${stack.url}/api/v1/tasks?wait=25`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await stack.adminToken()}` },
      body: JSON.stringify({ agent_id: 'echo', parameters: { message: 'over RabbitMQ' } }),
    });
    expect(await answer.json()).toMatchObject({ status: 'completed', result: { message: 'over RabbitMQ' } });
    const queues = await vhost.management.get<unknown[]>(`/queues/${vhost.vhost}`);
    expect(queues.length).toBeGreaterThan(0);
  });

  it('writes the password of the broker nowhere', () => {
    const texts = [stack.launcher.output, ...stack.services().map(({ name }) => stack.log(name))];
    expect(texts.filter((text) => text.includes(vhost.password))).toEqual([]);
  });
});
