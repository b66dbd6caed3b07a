import { readAddress } from './address';

describe('the address of a broker', () => {
  it('is read from a URL, with what RabbitMQ takes where nothing is said', () => {
    expect(readAddress('amqp://mq')).toEqual({
      connect: {
        ...{ protocol: 'amqp', hostname: 'mq', port: 5672, vhost: '/', heartbeat: 6 },
        ...{ username: 'guest', password: 'guest' },
      },
      user: 'guest',
      shown: 'amqp://mq:5672',
    });
    expect(readAddress('amqps://[::1]:99/cadre%2Fone?heartbeat=2').connect).toMatchObject({
      ...{ protocol: 'amqps', hostname: '::1', port: 99, vhost: 'cadre%2Fone', heartbeat: 2 },
    });
  });

  it('decodes the user and the password, and shows neither', () => {
    const address = readAddress('amqp://us%40er:p%2Fss%zz@mq:1/cadre');
    expect(address.connect).toMatchObject({ username: 'us@er', password: 'p%2Fss%zz' });
    expect(address.shown).toBe('amqp://mq:1/cadre');
  });
});
