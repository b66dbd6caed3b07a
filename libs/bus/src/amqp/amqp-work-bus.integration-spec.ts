import { describeWithRabbitMq, freshVhost, type FreshVhost } from '@cadre/testing';
import { workBusContract } from '../testing/work-bus.contract';
import { AmqpHarness } from './amqp-harness.contract';

describeWithRabbitMq('the work bus on RabbitMQ', () => {
  let vhost: FreshVhost;
  beforeAll(async () => {
    vhost = await freshVhost();
  }, 60_000);
  afterAll(() => vhost.drop());

  workBusContract(async () => new AmqpHarness(vhost.url));
});
