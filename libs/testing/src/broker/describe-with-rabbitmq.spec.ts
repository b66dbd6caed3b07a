import { withoutDoubt } from './describe-with-rabbitmq';

describe('a suite that needs RabbitMQ', () => {
  it.each([undefined, '', '1'])('runs where there is one (CI=%s)', (ci) => {
    expect(withoutDoubt(true, ci)).toBe('run');
  });

  it.each([undefined, '', 'false'])('is skipped where there is none (CI=%s)', (ci) => {
    expect(withoutDoubt(false, ci)).toBe('skip');
  });

  it.each(['1', 'true'])('fails where there is none and nobody would read of it (CI=%s)', (ci) => {
    expect(withoutDoubt(false, ci)).toBe('fail');
  });
});
