import { createLogger, type Logger } from './logger';
import { withLogContext } from './log-context';
import { NestLogger } from './nest-logger';
import { runWithTraceParent } from '../tracing/trace-parent';

const TRACE_PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

function capture(level = 'trace'): { log: Logger; lines: () => Record<string, unknown>[]; raw: () => string } {
  const written: string[] = [];
  const destination = { write: (line: string) => void written.push(line) };
  const log = createLogger({ service: 'cadre-gateway', role: 'gateway', shard: '3', level, destination });
  return { log, lines: () => written.map((line) => JSON.parse(line)), raw: () => written.join('') };
}

describe('a log line', () => {
  it('is JSON with time, level, service, role, shard and a constant message', () => {
    const { log, lines } = capture();
    log.info({ port: 3000 }, 'ready');
    expect(lines()).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        service: 'cadre-gateway',
        role: 'gateway',
        shard: '3',
        port: 3000,
        msg: 'ready',
      },
    ]);
  });

  it('carries the context it is written in, across awaits', async () => {
    const { log, lines } = capture();
    await withLogContext({ tenant: 'acme', correlation_id: 'c1' }, async () => {
      await Promise.resolve();
      withLogContext({ task_id: 't1' }, () => log.info('inside'));
    });
    log.info('outside');
    expect(lines()[0]).toMatchObject({ tenant: 'acme', correlation_id: 'c1', task_id: 't1' });
    expect(lines()[1]).not.toHaveProperty('tenant');
  });

  it("carries the caller's trace id, also while tracing is off", () => {
    const { log, lines } = capture();
    runWithTraceParent(TRACE_PARENT, () => log.info('traced'));
    expect(lines()[0]).toMatchObject({ trace_id: '0af7651916cd43dd8448eb211c80319c' });
  });

  it('keeps type, code, message, stack and cause of an error', () => {
    const { log, lines } = capture();
    const cause = new RangeError('deep');
    log.error({ err: Object.assign(new TypeError('top', { cause }), { code: 'E_TOP' }) }, 'failed');
    expect(lines()[0]?.['err']).toMatchObject({
      type: 'TypeError',
      code: 'E_TOP',
      message: 'top',
      stack: expect.stringContaining('TypeError: top'),
      cause: { type: 'RangeError', message: 'deep' },
    });
  });

  it('is not written below the level', () => {
    const { log, lines } = capture('warn');
    log.info('quiet');
    log.warn('loud');
    expect(lines()).toHaveLength(1);
  });
});

describe('secrets', () => {
  it.each([
    ['a password', { user: { password: 'canary' } }],
    ['an authorization header', { headers: { Authorization: 'canary' } }],
    ['a refresh token, however it is spelt', { 'refresh-token': 'canary', refreshToken: 'canary' }],
    ['parameters of a task', { parameters: { prompt: 'canary' } }],
    ['a secret in a list', { accounts: [{ api_key: 'canary' }] }],
    ['a token in a text', { note: 'got eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.canary' }],
    ['a database address', { reason: 'connect postgres://cadre:canary@db/cadre failed' }],
    ['an API key', { text: 'cdr_ab12_canarycanary' }],
    ['an error message', { err: new Error('amqp://u:canary@host is down') }],
    ['bytes', { body: Buffer.from('canary') }],
  ])('%s: not in the log', (_, fields) => {
    const { log, raw } = capture();
    log.info(fields, 'event');
    expect(raw()).toContain('"msg":"event"');
    expect(raw()).not.toMatch(/canary|Y2FuYXJ5/);
  });

  it('in the message itself are blanked too', () => {
    const { log, raw } = capture();
    log.info('Authorization: Bearer canary123456');
    expect(raw()).not.toContain('canary');
  });

  it('are all that is blanked: counts and usage stay', () => {
    const { log, lines } = capture();
    log.info({ usage: { tokens: 12 }, secretary: 'Ann', url: 'https://example.org/a@b' }, 'event');
    expect(lines()[0]).toMatchObject({ usage: { tokens: 12 }, secretary: 'Ann', url: 'https://example.org/a@b' });
  });

  it('a structure that contains itself does not hang the logger', () => {
    const { log, raw } = capture();
    const ring: Record<string, unknown> = {};
    ring['self'] = ring;
    log.info({ ring }, 'event');
    expect(raw()).toContain('[deep]');
  });
});

describe('NestLogger', () => {
  it("sends Nest's chatter to debug and its failures to error", () => {
    const { log, lines } = capture();
    const nest = new NestLogger(log);
    nest.log('Mapped {/x, GET} route', 'RouterExplorer');
    nest.warn('careful', 'Injector');
    nest.error('broke', 'Error: broke\n    at x.ts:1', 'ExceptionHandler');
    nest.error(new TypeError('thrown'));
    expect(lines()).toMatchObject([
      { level: 'debug', msg: 'Mapped {/x, GET} route', context: 'RouterExplorer' },
      { level: 'warn', msg: 'careful', context: 'Injector' },
      { level: 'error', msg: 'broke', context: 'ExceptionHandler', stack: 'Error: broke\n    at x.ts:1' },
      { level: 'error', msg: 'thrown', err: { type: 'TypeError' } },
    ]);
  });

  it('takes fields before a constant message', () => {
    const { log, lines } = capture();
    new NestLogger(log).warn({ attempts: 3, err: new TypeError('why') }, 'given up', 'audit');
    expect(lines()).toMatchObject([{ msg: 'given up', attempts: 3, context: 'audit', err: { type: 'TypeError' } }]);
  });

  it('passes levels on', () => {
    const { log, lines } = capture();
    const nest = new NestLogger(log);
    nest.debug({ a: 1 });
    nest.verbose('fine');
    nest.fatal('the end', 'Main');
    expect(lines()).toMatchObject([
      { level: 'debug', msg: '{"a":1}' },
      { level: 'trace', msg: 'fine' },
      { level: 'fatal', context: 'Main' },
    ]);
  });
});
