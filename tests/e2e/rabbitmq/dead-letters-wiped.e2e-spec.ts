import { describeWithRabbitMq, Installation, PrivateBroker } from '@cadre/testing';
import { DeadLetterQueue } from './dead-letter-queue';

const PATIENCE = 300_000;
const BROKEN = { message: 'x', fail: { class: 'permanent', times: 99 } };

describeWithRabbitMq('dead letters at a RabbitMQ that is wiped', () => {
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

  it(
    'stand there again afterwards, those that are open',
    async () => {
      const queue = new DeadLetterQueue(broker, 'platform');
      const { client } = installation;
      const [discarded, open] = await client.acceptedMany([{ parameters: BROKEN }, { parameters: BROKEN }]);
      if (discarded === undefined || open === undefined) throw new TypeError('Two were accepted');
      await Promise.all([queue.shown(discarded), queue.shown(open)]);
      await client.call('DELETE', `/dlq/tasks/${discarded}`);
      await broker.kill();
      await broker.wipe();
      await queue.shown(open);
      expect(await queue.copiesOf(discarded)).toEqual([]);
    },
    PATIENCE,
  );
});
