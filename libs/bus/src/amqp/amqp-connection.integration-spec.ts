import { describeWithRabbitMq, freshVhost, TcpProxy, type FreshVhost } from '@cadre/testing';
import { SILENT } from '../telemetry/bus-telemetry';
import { until } from '../testing/until';
import { readAddress } from './address';
import { AmqpConnection } from './amqp-connection';

describeWithRabbitMq('a connection that is given up while the network swallows everything', () => {
  let vhost: FreshVhost;
  let proxy: TcpProxy;
  let connection: AmqpConnection;

  beforeEach(async () => {
    vhost = await freshVhost();
    proxy = await TcpProxy.start(Number(new URL(vhost.url).port));
    connection = new AmqpConnection({
      address: readAddress(proxy.through(vhost.url)),
      name: 'test',
      telemetry: SILENT,
    });
    connection.start();
    await connection.ready(20_000);
  });
  afterEach(async () => {
    await connection.close();
    await proxy.close();
    await vhost.drop();
  });

  it('tells at once that its channels are gone, and ends what waits for an answer', async () => {
    const lost: unknown[] = [];
    const channel = await connection.openChannel((error) => lost.push(error));
    proxy.set({ mode: 'blackhole' });
    const asked = connection.answer(channel.assertQueue('never-answered'));
    connection.renew(new Error('it is silent'));
    expect(lost).toHaveLength(1);
    await expect(asked).rejects.toThrow('The connection was given up.');
    proxy.heal();
    await until('it is back', () => connection.connected, 20_000);
    expect(lost).toHaveLength(1);
    const next = await connection.openChannel(() => undefined);
    await expect(connection.answer(next.checkExchange('amq.direct'))).resolves.toBeDefined();
  });
});
