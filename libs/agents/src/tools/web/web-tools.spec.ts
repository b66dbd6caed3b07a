import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ToolRules } from '@cadre/domain';
import { cancelRequested } from '../../execution/abort-reasons';
import { AllowList } from '../../net/allow-list';
import type { ResolveAll } from '../../net/guarded-lookup';
import { aDefinition, aTask, RecordingContext } from '../../testing/recording-context';
import { createHttpFetch } from './http-fetch';
import { createWebScrape } from './web-scrape';

type Answering = (request: IncomingMessage, response: ServerResponse) => void;

describe('tools that read the web', () => {
  let server: Server;
  let port: number;
  let paths: string[];
  let answer: Answering;
  let context: RecordingContext;

  beforeAll(async () => {
    server = createServer((request, response) => {
      paths.push(`${request.method} ${request.url}`);
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    paths = [];
    context = new RecordingContext();
    answer = (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
  });

  interface Surroundings {
    readonly rules?: ToolRules;
    readonly allow?: string[];
    readonly resolveAll?: ResolveAll;
  }
  /** Names below `.example` lead to the server, those below `.inside` to a private address. */
  const resolveAll: ResolveAll = async (host) => [
    { address: host.endsWith('.inside') ? '10.0.0.7' : '127.0.0.1', family: 4 },
  ];
  const contextOf = (name: string, rules: ToolRules | undefined) => ({
    task: aTask({}, { definition: aDefinition({ tools: [name], ...(rules && { tool_rules: { [name]: rules } }) }) }),
    attempt: context,
  });
  const guardOf = ({ allow }: Surroundings) => ({
    allowList: AllowList.parse(allow ?? [`site.example:${port}`, `other.example:${port}`]),
    resolveAll,
  });
  const fetch = (args: object, around: Surroundings = {}) =>
    createHttpFetch(guardOf(around)).execute(
      { url: `http://site.example:${port}/data`, method: 'GET', accept: '*/*', max_characters: 100, ...args },
      contextOf('http.fetch', around.rules ?? { hosts: ['site.example'] }),
    );
  const scrape = (args: object = {}, around: Surroundings = {}) =>
    createWebScrape(guardOf(around)).execute(
      { url: `http://site.example:${port}/page`, max_characters: 1_000, ...args },
      contextOf('web.scrape', around.rules),
    );
  const redirectTo = (location: string): void => {
    answer = (request, response) =>
      request.url === '/end' ? response.end('arrived') : response.writeHead(302, { location }).end();
  };
  const denied = { code: 'URL_NOT_ALLOWED', errorClass: 'policy_denied' };

  it('answer with status, kind and text', async () => {
    expect(await fetch({})).toEqual({
      url: `http://site.example:${port}/data`,
      status: 200,
      content_type: 'application/json',
      body: '{"ok":true}',
      is_cut: false,
    });
    expect(await fetch({ method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
    expect(paths).toEqual(['GET /data', 'HEAD /data']);
  });

  it('cut what is too long', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-type': 'text/plain' }).end('x'.repeat(2_000_000));
    const result = (await fetch({})) as { body: string };
    expect(result).toMatchObject({ is_cut: true });
    expect(result.body).toHaveLength(100);
  });

  it.each(['image/png', 'application/octet-stream'])('refuse %s, which is no text', async (type) => {
    answer = (_, response) => response.writeHead(200, { 'content-type': type }).end('x');
    await expect(fetch({})).rejects.toMatchObject({ code: 'HTTP_ERROR' });
  });

  it('read a text in the characters it was written in', async () => {
    answer = (_, response) =>
      response.writeHead(200, { 'content-type': 'text/plain; charset=iso-8859-1' }).end(Buffer.from([0xfc]));
    expect(await fetch({})).toMatchObject({ body: 'ü' });
  });

  it('call no host that the definition does not name, and fetch none without a name', async () => {
    await expect(fetch({}, { rules: {} })).rejects.toMatchObject(denied);
    await expect(fetch({}, { rules: { hosts: ['*.site.example', 'site.example.org'] } })).rejects.toMatchObject(denied);
    await expect(scrape({}, { rules: { hosts: ['other.example'] } })).rejects.toMatchObject(denied);
    expect(paths).toEqual([]);
    await expect(fetch({}, { rules: { hosts: ['*.example'] } })).resolves.toMatchObject({ status: 200 });
  });

  it('never call a private address, whoever names it', async () => {
    for (const url of ['http://127.0.0.1/', 'https://127.0.0.1/', 'https://2130706433/', 'https://db.inside/']) {
      await expect(fetch({ url }, { rules: { hosts: ['*'] } })).rejects.toMatchObject(denied);
      await expect(scrape({ url })).rejects.toMatchObject(denied);
    }
    expect(paths).toEqual([]);
  });

  it('follow redirects within the hosts', async () => {
    redirectTo(`http://other.example:${port}/end`);
    const rules = { hosts: ['*.example'] };
    expect(await fetch({}, { rules })).toMatchObject({ url: `http://other.example:${port}/end`, body: 'arrived' });
    expect(context.callsMade).toBe(2);
  });

  it.each([
    ['to a host that is not named', () => `http://other.example:${port}/end`],
    ['to a private address', () => `https://127.0.0.1:${port}/end`],
    ['to a name with a private address', () => `https://db.inside/end`],
    ['to another scheme', () => 'file:///etc/passwd'],
  ])('follow no redirect %s', async (_, target) => {
    redirectTo(target());
    const rules = { hosts: ['site.example', 'db.inside', '127.0.0.1'] };
    await expect(fetch({}, { rules })).rejects.toMatchObject(denied);
    expect(paths).toEqual(['GET /data']);
  });

  it('do not follow redirects for ever', async () => {
    redirectTo(`http://site.example:${port}/again`);
    await expect(fetch({})).rejects.toMatchObject(denied);
    expect(paths).toHaveLength(6);
  });

  it('stop at once when the attempt is told to', async () => {
    answer = () => context.controller.abort(cancelRequested());
    await expect(fetch({})).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('call nothing when the lease is not confirmed', async () => {
    context.callsAllowed = 0;
    await expect(scrape()).rejects.toMatchObject({ code: 'LEASE_LOST' });
    expect(paths).toEqual([]);
  });

  it('read what a person would read on a page', async () => {
    answer = (_, response) =>
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<title>Tea &amp; more</title><p>Hot <b>tea</b></p><script>steal()</script><a href="/cups">Cups</a>');
    expect(await scrape()).toEqual({
      url: `http://site.example:${port}/page`,
      title: 'Tea & more',
      text: 'Hot tea\nCups',
      links: [{ text: 'Cups', url: `http://site.example:${port}/cups` }],
      is_cut: false,
    });
  });

  it('take no error page for a page', async () => {
    answer = (_, response) => response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not here</h1>');
    await expect(scrape()).rejects.toMatchObject({ code: 'HTTP_ERROR', message: 'the server answered 404' });
  });
});
