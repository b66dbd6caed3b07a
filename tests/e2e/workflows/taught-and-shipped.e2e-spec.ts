import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { TEAMS } from '@cadre/contracts';
import { type ApiClient, Installation, until } from '@cadre/testing';
import { rehearsesAlike } from './rehearse-again';
import { byPath, RunClient } from './run-client';

const PROJECT = join(__dirname, '../../..');
const SHIPPED = join(PROJECT, 'configs/workflow-templates');
const NAMES = readdirSync(SHIPPED)
  .filter((file) => file.endsWith('.example.json'))
  .map((file) => file.replace('.example.json', ''));
const PAGE = readFileSync(join(PROJECT, 'docs/workflows.md'), 'utf8');
const EXAMPLES = [...PAGE.matchAll(/^```json\n([^`]*)^```$/gm)].map(
  ([, text]) => JSON.parse(text ?? '') as { readonly name: string; readonly steps: readonly { step_id: string }[] },
);
/** Six workers start, and as many agents as the machine takes. */
const PATIENCE_MS = 300_000;
/** What the examples of the page are started with. */
const VALUES: Readonly<Record<string, object>> = {
  'write-and-tell': { topic: 'task queues' },
  'only-if-asked': { kind: 'fix', diff: '--- a/a.js\n+++ b/a.js\n@@ -1 +1 @@\n-a\n+b\n', draft: false },
  stories: { features: ['a basket', 'a voucher'] },
  greet: { who: 'Ada' },
  triage: { severity: 'critical', report: 'Checkout answers 502' },
  'publish-on-monday': { publish_at: '2026-01-05T09:00:00Z' },
  'launch-twice': { topic: 'a task queue' },
};

describe('the workflows that are taught and shipped', () => {
  let installation: Installation;
  let runs: RunClient;
  let orders: Server;
  const asked: string[] = [];

  beforeAll(async () => {
    orders = createServer((request, answer) => {
      asked.push(`${request.method} ${request.url}`);
      answer.setHeader('content-type', 'application/json').end('{"id":7}');
    }).listen(0, '127.0.0.1');
    installation = await Installation.create();
    const worker = { WORKER_SLOTS: '10', WORKSPACE_ROOTS: join(PROJECT, 'examples'), HTTP_ALLOW_LIST: '127.0.0.1' };
    await Promise.all([installation.gateway(), installation.orchestrator()]);
    await Promise.all(TEAMS.map((TEAM) => installation.worker({ ...worker, TEAM })));
    runs = new RunClient(installation.client);
    const listed = async () => (await installation.client.call('GET', '/workflow-templates')).body.total;
    await until(async () => (await listed()) === NAMES.length);
  }, PATIENCE_MS);
  afterAll(async () => {
    orders.close();
    await installation.close();
  });

  it.each(NAMES)('ships %s, which runs with its example as a dry run of it tells', async (name) => {
    const { inputs } = JSON.parse(readFileSync(join(SHIPPED, `${name}.example.json`), 'utf8')) as { inputs: object };
    const submission = { template: name, inputs: atHome(inputs) };
    const run = await runs.ended(await runs.start(submission));
    expect([run.status, run.error]).toEqual(['completed', null]);
    expect(run).toMatchObject({ template: name, template_version: 1 });
    const { body: stats } = await installation.client.call('GET', `/workflow-templates/${name}/stats`);
    expect(stats).toMatchObject({ runs: 1, completed: 1, success_rate: 1 });
    expect(Object.keys(byPath(run))).toContain(stats.slowest_step.path);
    await rehearsesAlike(runs, submission, run);
  });

  it('teaches nothing that does not run, and as a dry run of it tells', async () => {
    const editor = await personOf(installation, 'editor@example.com');
    const here = `http://127.0.0.1:${(orders.address() as AddressInfo).port}`;
    const started = EXAMPLES.map(async (example) => {
      const definition = JSON.parse(JSON.stringify(example).replaceAll('https://example.com', here)) as object;
      const submission = { ...definition, input_values: VALUES[example.name] ?? {} };
      return [example, submission, await runs.start(submission)] as const;
    });
    const seen = new RunClient(editor);
    const ends = (await Promise.all(started)).map(async ([{ name, steps }, submission, id]) => {
      if (name === 'publish-on-monday') await approve(id);
      const run = await runs.ended(id, { signals: { paid: { amount: 3 } } });
      expect([name, run.status, run.error]).toEqual([name, 'completed', null]);
      expect(Object.keys(byPath(run))).toEqual(expect.arrayContaining(steps.map(({ step_id }) => step_id)));
      await rehearsesAlike(runs, submission, run);
    });
    await Promise.all(ends);
    expect(asked.sort()).toEqual(['GET /rates', 'POST /orders']);

    /** Whoever started it may not, and the step names who may. */
    async function approve(id: string): Promise<void> {
      await runs.stepIs(id, 'ok', 'waiting');
      const path = `/workflows/${id}/steps/ok/approve`;
      expect((await runs.client.call('POST', path, { body: {} })).status).toBe(403);
      const { status } = await seen.client.call('POST', path, { body: { values: { note: 'go' } } });
      expect(status).toBe(200);
    }
  });
});

/** Somebody else of the same tenant. */
async function personOf(installation: Installation, email: string): Promise<ApiClient> {
  const password = 'glacier-tulip-harbour';
  const { status } = await installation.client.call('POST', '/users', { body: { email, password, role: 'user' } });
  expect(status).toBe(201);
  return installation.clientOf({ email, password });
}

/** Workspaces are told as they are seen from the project. */
function atHome(inputs: object): object {
  const path = 'workspace_path' in inputs ? { workspace_path: join(PROJECT, String(inputs.workspace_path)) } : {};
  return { ...inputs, ...path };
}
