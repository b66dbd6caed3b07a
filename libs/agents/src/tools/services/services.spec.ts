import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cancelRequested } from '../../execution/abort-reasons';
import { openProviderConnections, type ProviderConnections } from '../../llm/provider/provider-fetch';
import { aTask, RecordingContext } from '../../testing/recording-context';
import { createImageGenerate } from './image-generate';
import { createWebSearch } from './web-search';

const KEY = 'pplx-canary-4711-4711-4711-4711';
const PNG = Buffer.from('89504e470d0a1a0a0000', 'hex');

describe('tools that ask a service', () => {
  let server: Server;
  let baseUrl: string;
  let connections: ProviderConnections;
  let seen: { path: string; authorization: string | undefined; body: unknown }[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let context: RecordingContext;

  beforeAll(async () => {
    connections = openProviderConnections(10);
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { authorization } = request.headers;
        seen.push({ path: request.url ?? '', authorization, body: JSON.parse(body) as unknown });
        answer(request, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  });
  afterAll(async () => {
    await connections.close();
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    seen = [];
    context = new RecordingContext();
  });

  const replies = (value: unknown, status = 200, headers = {}): void => {
    answer = (_, response) => response.writeHead(status, headers).end(JSON.stringify(value));
  };
  const around = () => ({ task: aTask({}), attempt: context });
  const search = (account: { apiKey: string; baseUrl: string } | undefined = { apiKey: KEY, baseUrl }) =>
    createWebSearch(connections.fetch, account).execute({ query: 'tea', max_results: 2 }, around());
  const draw = (simulated = false) =>
    createImageGenerate(connections.fetch, simulated ? undefined : { apiKey: KEY, baseUrl, model: 'image-x' }).execute(
      { name: 'cup', prompt: 'a <b>cup</b>', size: '1024x1536' },
      around(),
    );

  it('search: ask with the key, and tell no more than was asked for', async () => {
    replies({
      results: [1, 2, 3].map((n) => ({ title: `T${n}`, url: `https://x.example/${n}`, snippet: 's', extra: 1 })),
    });
    expect(await search()).toEqual({
      results: [1, 2].map((n) => ({ title: `T${n}`, url: `https://x.example/${n}`, snippet: 's' })),
    });
    expect(seen).toEqual([
      { path: '/v1/search', authorization: `Bearer ${KEY}`, body: { query: 'tea', max_results: 2 } },
    ]);
  });

  it('search: without a service the results are made up, the same each time, and marked', async () => {
    const simulated = () =>
      createWebSearch(connections.fetch, undefined).execute({ query: 'tea', max_results: 2 }, around());
    const first = await simulated();
    expect(first).toMatchObject({ simulated: true });
    expect((first as { results: unknown[] }).results).toHaveLength(2);
    expect(await simulated()).toEqual(first);
    expect(seen).toEqual([]);
  });

  it.each([
    [429, { code: 'RATE_LIMITED', errorClass: 'rate_limited', retryAfterSeconds: 3 }],
    [500, { code: 'PROVIDER_UNAVAILABLE', errorClass: 'transient' }],
    [401, { code: 'PROVIDER_REJECTED', errorClass: 'permanent' }],
  ])('tell what %i means, without the key', async (status, failure) => {
    replies({ error: `bad key ${KEY}, Bearer ${KEY}` }, status, { 'retry-after': '3' });
    const error = await search().then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error).toMatchObject(failure);
    expect(error?.message).not.toContain(KEY);
  });

  it.each([
    ['no JSON', (response: ServerResponse) => response.end('<html>')],
    ['something else', (response: ServerResponse) => response.end('{"items":[]}')],
  ])('refuse an answer that is %s', async (_, end) => {
    answer = (_request, response) => end(response);
    await expect(search()).rejects.toMatchObject({ code: 'PROVIDER_REJECTED' });
  });

  it('follow no redirect, which would carry the key elsewhere', async () => {
    answer = (_, response) => response.writeHead(307, { location: `${baseUrl}/elsewhere` }).end();
    await expect(search()).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    expect(seen).toHaveLength(1);
  });

  it('take no answer without an end', async () => {
    answer = (_, response) => {
      const pour = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', pour);
      pour();
    };
    await expect(search()).rejects.toMatchObject({ code: 'RESPONSE_TOO_LARGE' });
  });

  it('stop at once when the attempt is told to', async () => {
    answer = () => context.controller.abort(cancelRequested());
    await expect(search()).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('images: keep what was drawn with the task', async () => {
    replies({ data: [{ b64_json: PNG.toString('base64') }] });
    expect(await draw()).toEqual({
      artifact_id: expect.any(String) as string,
      name: 'cup.png',
      size: expect.any(Number) as number,
    });
    expect(seen[0]).toMatchObject({
      path: '/v1/images/generations',
      body: { model: 'image-x', size: '1024x1536', n: 1 },
    });
    expect(context.files.get('cup.png')).toMatchObject({ kind: 'image', contentType: 'image/png' });
  });

  it.each([[{ data: [] }], [{ data: [{ b64_json: Buffer.from('text').toString('base64') }] }], [[]]])(
    'images: refuse %j, which holds none',
    async (content) => {
      replies(content);
      await expect(draw()).rejects.toMatchObject({ code: 'PROVIDER_REJECTED' });
      expect(context.files.size).toBe(0);
    },
  );

  it('images: without a service a placeholder says that it is one', async () => {
    expect(await draw(true)).toMatchObject({ name: 'cup.svg', simulated: true });
    const { content } = context.files.get('cup.svg') ?? { content: '' };
    expect(content).toContain('simulated image');
    expect(content).not.toContain('<b>');
  });
});
