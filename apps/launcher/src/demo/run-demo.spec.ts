import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDemo } from './run-demo';

type Answer = [status: number, body: unknown];

let server: Server;
let folder: string;
let said: string[];
let asked: { path: string; authorization: string | undefined; body: unknown }[];
let answer: (path: string, body: { agent_id?: string; template?: string }) => Answer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cadre-demo-'));
  said = [];
  asked = [];
  server = createServer((request, response) => void reply(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

/** A server that speaks as much of the gateway's API as the demonstration uses. */
async function reply(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = parts.length === 0 ? {} : JSON.parse(Buffer.concat(parts).toString());
  const path = request.url ?? '';
  asked.push({ path, authorization: request.headers.authorization, body });
  const [status, content] = path === '/api/v1/auth/login' ? [200, { access_token: 'token' }] : answer(path, body);
  const isText = typeof content === 'string';
  const type = isText ? 'text/plain' : 'application/json';
  response.writeHead(status, { 'content-type': type }).end(isText ? content : JSON.stringify(content));
}

async function demo(signal = new AbortController().signal): Promise<void> {
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const note = (line: string) => void said.push(line);
  const person = { email: 'admin@localhost', password: 'secret' };
  await runDemo({
    baseUrl,
    ...person,
    projectDir: '/cadre',
    marker: join(folder, 'shown'),
    terminal: { say: note, warn: note },
    signal,
  });
}

const tests = {
  tests: { total: 2, passed: 1, failed: 1, skipped: 0 },
  failures: [{ name: 'adds', message: '1 !== 2' }],
};

describe('the demonstration', () => {
  it('submits a project and a chain of agents as the admin, waits for both and shows them with links', async () => {
    const steps = [{ path: 'blog', output: { simulated: true } }];
    answer = (path, { agent_id, template }) => {
      if (agent_id === 'build-test') return [201, { task_id: 'b', status: 'running' }];
      if (template === 'product-launch') return [202, { workflow_id: 'w', status: 'running' }];
      if (path.startsWith('/api/v1/workflows/w/graph')) return [200, 'blog  copywriter  (completed)'];
      if (path.startsWith('/api/v1/workflows/w')) return [200, { workflow_id: 'w', status: 'completed', steps }];
      return [200, { task_id: 'b', status: 'completed', result: tests }];
    };
    await demo();
    expect(said.join('\n')).toMatch(
      /product-launch: completed \(simulated.*\n.*copywriter {2}\(completed\).*\n.*\/api\/v1\/workflows\/w/,
    );
    expect(said.join('\n')).toMatch(/1 of 2 tests passed, 1 failed\n +✗ adds: 1 !== 2\n.*\/api\/v1\/tasks\/b/);
    const submissions = asked.filter(({ path }) => /^\/api\/v1\/(tasks\?|workflows$)/.test(path));
    expect(submissions.map(({ authorization }) => authorization)).toEqual(['Bearer token', 'Bearer token']);
    expect(submissions.map(({ body }) => body)).toContainEqual({
      agent_id: 'build-test',
      parameters: { workspace: { path: '/cadre/examples/parcel-rates' } },
    });
    expect(existsSync(join(folder, 'shown'))).toBe(true);
  });

  it('that fails says why, harms nothing and is tried again at the next start', async () => {
    answer = () => [503, { code: 'DATABASE_UNAVAILABLE', detail: 'Try again.' }];
    await demo();
    expect(said.at(-1)).toBe(
      'The demonstration did not finish: The gateway answered 503 DATABASE_UNAVAILABLE Try again.',
    );
    expect(existsSync(join(folder, 'shown'))).toBe(false);
  });

  it('says so when nobody answers', async () => {
    answer = () => [200, {}];
    const gone = server;
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    const note = (line: string) => void said.push(line);
    const options = {
      email: 'a',
      password: 'b',
      projectDir: '/',
      marker: join(folder, 'shown'),
      terminal: { say: note, warn: note },
    };
    await runDemo({ ...options, baseUrl: `http://127.0.0.1:${port}`, signal: new AbortController().signal });
    expect(said.at(-1)).toBe('The demonstration did not finish: The gateway could not be reached');
  });

  it('ends without a word when Cadre stops', async () => {
    const controller = new AbortController();
    answer = (path) => {
      if (!path.includes('?')) controller.abort();
      return [201, { task_id: 'x', status: 'running' }];
    };
    await demo(controller.signal);
    expect(said).toHaveLength(2);
  });
});
