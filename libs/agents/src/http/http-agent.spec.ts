import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifyWebhook } from '@cadre/crypto';
import { cancelRequested } from '../execution/abort-reasons';
import { AttemptSuspended } from '../execution/attempt-suspended';
import { AllowList } from '../net/allow-list';
import { aDefinition, aTask, RecordingContext } from '../testing/recording-context';
import { createHttpAgent } from './http-agent';

const SECRET = Buffer.alloc(32, 5);

interface Seen {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

describe('an http agent', () => {
  let server: Server;
  let port: number;
  let seen: Seen[];
  let answer: (response: ServerResponse) => void;

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        seen.push({ headers: request.headers as Record<string, string>, body });
        answer(response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    seen = [];
    answer = reply(200, '{"verdict":"good"}');
  });

  const reply =
    (status: number, text: string, headers: Record<string, string> = {}) =>
    (response: ServerResponse): void =>
      void response.writeHead(status, headers).end(text);

  function run(
    context = new RecordingContext(),
    { allow = [`127.0.0.1:${port}`], hasSecret = true, attempt = 1, failuresCounted = 0 } = {},
  ): Promise<unknown> {
    const agent = createHttpAgent({
      guard: { allowList: AllowList.parse(allow) },
      secretOf: () => (hasSecret ? SECRET : undefined),
      publicUrl: 'https://cadre.example.com/',
    });
    const settings = { url: `http://127.0.0.1:${port}/work`, timeout_seconds: 5, callback_timeout_seconds: 60 };
    const definition = aDefinition({ agent_id: 'remote', executor: 'http', settings });
    return agent.execute(aTask({ text: 'hi' }, { definition, attempt, failuresCounted }), context);
  }

  it('hands the task over in one signed message, and answers with what the service answers', async () => {
    await expect(run()).resolves.toEqual({ verdict: 'good' });
    const [{ headers, body } = { headers: {}, body: '' }] = seen;
    const { 'webhook-id': id = '', 'webhook-timestamp': time, 'webhook-signature': signature = '' } = headers;
    const message = { id, timestamp: Number(time), body };
    expect(verifyWebhook(SECRET, message, signature, Date.now() / 1000)).toBe('valid');
    expect(JSON.parse(body)).toMatchObject({
      task_id: id,
      agent_id: 'remote',
      attempt: 1,
      parameters: { text: 'hi' },
      callback: {
        url: expect.stringMatching(/^https:\/\/cadre\.example\.com\/api\/v1\/callbacks\/[\w-]{43}$/) as string,
      },
    });
  });

  it('waits for a callback when the service takes the task over, and hands it over the same way again', async () => {
    answer = reply(202, '');
    const first = await run().catch((error: unknown) => error);
    expect(first).toBeInstanceOf(AttemptSuspended);
    expect(first).toMatchObject({ wait: { reason: 'callback', deadlineSeconds: 60, secret: SECRET } });
    await run(undefined, { attempt: 2 }).catch(() => undefined);
    const [one, two] = seen.map(({ body }) => JSON.parse(body) as { callback: object; attempt: number });
    expect(one?.callback).toEqual(two?.callback);
    expect(seen[0]?.headers['webhook-id']).toBe(seen[1]?.headers['webhook-id']);
  });

  const calledBack = (callback: object, failures = 0): RecordingContext => {
    const context = new RecordingContext();
    context.lastCheckpoint = { callback, failures };
    return context;
  };

  it('answers with what was called back, without asking again', async () => {
    await expect(run(calledBack({ status: 'completed', output: { a: 1 } }))).resolves.toEqual({ a: 1 });
    expect(seen).toEqual([]);
  });

  it('fails as the service says it failed', async () => {
    const error = { code: 'NO_DATA', message: 'nothing found' };
    await expect(run(calledBack({ status: 'failed', error }))).rejects.toMatchObject({
      code: 'AGENT_ERROR',
      errorClass: 'permanent',
      message: 'NO_DATA: nothing found',
    });
    const passing = { status: 'failed', error: { retryable: true } };
    await expect(run(calledBack(passing))).rejects.toMatchObject({ errorClass: 'transient' });
  });

  it('hands the task over once more after a failure that was counted', async () => {
    const failed = { status: 'failed', error: { retryable: true } };
    await expect(run(calledBack(failed, 0), { failuresCounted: 1 })).resolves.toEqual({ verdict: 'good' });
  });

  it.each([
    [429, { 'retry-after': '7' }, { code: 'RATE_LIMITED', errorClass: 'rate_limited', retryAfterSeconds: 7 }],
    [503, {}, { code: 'HTTP_ERROR', errorClass: 'transient' }],
    [400, {}, { code: 'HTTP_ERROR', errorClass: 'permanent' }],
    [302, { location: 'http://127.0.0.1/' }, { code: 'HTTP_ERROR', errorClass: 'permanent' }],
  ])('takes a %i for what it is', async (status, headers, failure) => {
    answer = reply(status, 'no', headers);
    await expect(run()).rejects.toMatchObject(failure);
    expect(seen).toHaveLength(1);
  });

  it('refuses an answer that is no JSON', async () => {
    answer = reply(200, '<html>');
    await expect(run()).rejects.toMatchObject({ code: 'HTTP_ERROR', errorClass: 'permanent' });
  });

  it('calls no address that is not allowed, and nothing without a secret', async () => {
    await expect(run(undefined, { allow: [] })).rejects.toMatchObject({ code: 'URL_NOT_ALLOWED' });
    await expect(run(undefined, { hasSecret: false })).rejects.toMatchObject({ code: 'EXECUTOR_UNAVAILABLE' });
    expect(seen).toEqual([]);
  });

  it('ends the exchange when it is told to stop', async () => {
    const context = new RecordingContext();
    answer = () => context.controller.abort(cancelRequested());
    await expect(run(context)).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('makes no call that its attempt may not make', async () => {
    const context = new RecordingContext();
    context.callsAllowed = 0;
    await expect(run(context)).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect(seen).toEqual([]);
  });
});
