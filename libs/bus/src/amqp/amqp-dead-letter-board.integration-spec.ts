import { describeWithRabbitMq, freshVhost, type FreshVhost } from '@cadre/testing';
import { deadLetterBoardContract } from '../testing/dead-letter-board.contract';
import { AmqpHarness } from './amqp-harness.contract';

describeWithRabbitMq('dead letters on RabbitMQ', () => {
  let vhost: FreshVhost;
  beforeAll(async () => {
    vhost = await freshVhost();
  }, 60_000);
  afterAll(() => vhost.drop());

  deadLetterBoardContract(async () => new AmqpHarness(vhost.url));
});
