import { describeWithRabbitMq, freshVhost, type FreshVhost } from '@cadre/testing';
import { broadcastContract } from '../testing/broadcast.contract';
import { AmqpBroadcastHarness } from './amqp-broadcast-harness.contract';

describeWithRabbitMq('the broadcast on RabbitMQ', () => {
  let vhost: FreshVhost;
  beforeAll(async () => {
    vhost = await freshVhost();
  }, 60_000);
  afterAll(() => vhost.drop());

  broadcastContract(async () => new AmqpBroadcastHarness(vhost.url));
});
