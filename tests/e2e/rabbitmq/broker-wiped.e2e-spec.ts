import { describeWithRabbitMq, Installation, PrivateBroker, until } from '@cadre/testing';

const PATIENCE = 300_000;

describeWithRabbitMq('an installation whose RabbitMQ is down and then empty', () => {
  let broker: PrivateBroker;
  let installation: Installation;

  beforeAll(async () => {
    broker = await PrivateBroker.start();
    installation = await Installation.started({ bus: 'rabbitmq', broker });
  }, PATIENCE);

  afterAll(async () => {
    await installation.close();
    await broker.close();
  }, PATIENCE);

  const untilAllCompleted = (count: number) =>
    until(
      async () => {
        const [row] = await installation.sql<{ count: number }>(
          `SELECT count(*) FROM tasks WHERE status = 'completed'`,
        );
        return row?.count === count;
      },
      { timeoutMs: 120_000, intervalMs: 100 },
    );

  it(
    'accepts tasks meanwhile, and runs them all when it is back',
    async () => {
      const before = await installation.client.acceptedMany(tasks(20));
      await broker.kill();
      const meanwhile = await installation.client.acceptedMany(tasks(20));
      await broker.wipe();
      const after = await installation.client.acceptedMany(tasks(20));
      await untilAllCompleted(before.length + meanwhile.length + after.length);
    },
    PATIENCE,
  );
});

function tasks(count: number): { parameters: { delay_ms: number } }[] {
  return Array.from({ length: count }, () => ({ parameters: { delay_ms: 100 } }));
}
