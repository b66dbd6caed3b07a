import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cancelRequested } from '../execution/abort-reasons';
import { AllowList } from '../net/allow-list';
import type { ResolveAll } from '../net/guarded-lookup';
import { aTask, RecordingContext } from '../testing/recording-context';
import { createHttpRequest } from './http-request';

const DEFAULTS = { method: 'GET', headers: {}, timeout_seconds: 5, max_response_kb: 64, fail_on_status: true };

describe('http-request', () => {
  let server: Server;
  let port: number;
  let seen: { request: IncomingMessage; body: string }[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        seen.push({ request, body });
        answer(request, response);
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
    answer = (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
  });

  function run(
    parameters: Record<string, unknown>,
    { allow = [`127.0.0.1:${port}`], resolveAll }: { allow?: string[]; resolveAll?: ResolveAll } = {},
    context = new RecordingContext(),
  ) {
    const executor = createHttpRequest({ allowList: AllowList.parse(allow), ...(resolveAll && { resolveAll }) });
    return executor.execute(aTask({ ...DEFAULTS, url: `http://127.0.0.1:${port}/`, ...parameters }), context);
  }

  it('answers with status, headers and the parsed body', async () => {
    const output = await run({});
    expect(output).toMatchObject({
      status: 200,
      ok: true,
      headers: { 'content-type': 'application/json' },
      body: { ok: true },
      truncated: false,
    });
  });

  it('sends method, headers and a JSON body, and keeps the connection to itself', async () => {
    await run({
      method: 'POST',
      body: { a: 1 },
      headers: { 'X-Trace': 'abc', Host: 'evil.example', 'Proxy-Authorization': 'x' },
    });
    expect(seen[0]?.body).toBe('{"a":1}');
    expect(seen[0]?.request.headers).toMatchObject({
      'x-trace': 'abc',
      'content-type': 'application/json',
      host: `127.0.0.1:${port}`,
    });
    expect(seen[0]?.request.headers['proxy-authorization']).toBeUndefined();
  });

  it.each([
    [429, { 'retry-after': '7' }, { code: 'RATE_LIMITED', errorClass: 'rate_limited', retryAfterSeconds: 7 }],
    [500, {}, { code: 'HTTP_ERROR', errorClass: 'transient' }],
    [503, {}, { errorClass: 'transient' }],
    [408, {}, { errorClass: 'transient' }],
    [404, {}, { code: 'HTTP_ERROR', errorClass: 'permanent' }],
    [401, {}, { errorClass: 'permanent' }],
  ])('classifies status %i', async (status, headers, failure) => {
    answer = (_, response) => response.writeHead(status, headers).end('why');
    await expect(run({})).rejects.toMatchObject(failure);
  });

  it('answers with a bad status when it is asked to', async () => {
    answer = (_, response) => response.writeHead(404).end('none');
    await expect(run({ fail_on_status: false })).resolves.toMatchObject({ status: 404, ok: false, body: 'none' });
  });

  it.each([301, 302, 303, 307, 308])('does not follow a %i', async (status) => {
    answer = (_, response) => response.writeHead(status, { location: `http://127.0.0.1:${port}/secret` }).end();
    await expect(run({})).rejects.toMatchObject({
      errorClass: 'permanent',
      message: expect.stringContaining('redirects are not followed') as string,
    });
    expect(seen).toHaveLength(1);
  });

  it('cuts a long answer', async () => {
    answer = (_, response) => response.writeHead(200).end('x'.repeat(300_000));
    const output = (await run({ max_response_kb: 1 })) as { body: string; truncated: boolean };
    expect(output.body).toHaveLength(1024);
    expect(output.truncated).toBe(true);
  });

  it('gives up on a server that drips', async () => {
    answer = (_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
    };
    await expect(run({ timeout_seconds: 0.2 })).rejects.toMatchObject({
      code: 'NETWORK_ERROR',
      errorClass: 'transient',
    });
  });

  it('sends nothing when its attempt may make no further call', async () => {
    const context = new RecordingContext();
    context.callsAllowed = 0;
    await expect(run({}, {}, context)).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect(seen).toEqual([]);
  });

  it('stops at once when it is cancelled', async () => {
    const context = new RecordingContext();
    answer = () => context.controller.abort(cancelRequested());
    await expect(run({}, {}, context)).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('calls a refused connection transient', async () => {
    await expect(run({ url: 'http://127.0.0.1:1/' }, { allow: ['127.0.0.1'] })).rejects.toMatchObject({
      code: 'NETWORK_ERROR',
      errorClass: 'transient',
    });
  });

  const denied = { code: 'URL_NOT_ALLOWED', errorClass: 'policy_denied' };

  it('refuses a private address by policy', async () => {
    await expect(run({}, { allow: [] })).rejects.toMatchObject(denied);
    await expect(run({ url: `https://127.0.0.1:${port}/` }, { allow: [] })).rejects.toMatchObject(denied);
    expect(seen).toHaveLength(0);
  });

  it.each([
    ['to a private address', ['127.0.0.1']],
    ['to a mixed set', ['93.184.216.34', '127.0.0.1']],
    ['to IPv6 alone', ['::1']],
    ['to a mapped address', ['::ffff:127.0.0.1']],
  ])('refuses a name that resolves %s', async (_, addresses) => {
    const resolveAll: ResolveAll = async () =>
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    await expect(run({ url: `https://rebind.example:${port}/` }, { allow: [], resolveAll })).rejects.toMatchObject(
      denied,
    );
    expect(seen).toHaveLength(0);
  });

  it('asks the resolver once and connects to what it vetted', async () => {
    let calls = 0;
    const resolveAll: ResolveAll = async () =>
      calls++ === 0 ? [{ address: '127.0.0.1', family: 4 }] : [{ address: '10.0.0.1', family: 4 }];
    await expect(
      run({ url: `http://stub.example:${port}/` }, { allow: [`stub.example:${port}`], resolveAll }),
    ).resolves.toMatchObject({ status: 200 });
    expect(calls).toBe(1);
    expect(seen[0]?.request.headers.host).toBe(`stub.example:${port}`);
  });
});
