import { Installation, until } from '@cadre/testing';
import { RunClient } from './run-client';

/** More would take minutes on a busy machine. */
const ELEMENTS = Number(process.env['MAP_ELEMENTS'] ?? 2_000);
const PAGE = 100;
const PATIENCE_MS = 900_000;

describe('a map over thousands of elements, submitted over HTTP', () => {
  let installation: Installation;
  let runs: RunClient;
  beforeAll(async () => {
    installation = await Installation.create();
    await Promise.all([
      installation.gateway(),
      installation.orchestrator(),
      installation.worker({ WORKER_SLOTS: '100' }),
    ]);
    runs = new RunClient(installation.client);
  }, 120_000);
  afterAll(() => installation.close());

  const read = async (path: string) => (await installation.client.call('GET', path)).body;

  it(
    'completes with every output in its place, and is read page by page',
    async () => {
      const items = Array.from({ length: ELEMENTS }, (_, index) => index);
      const id = await runs.start({
        name: 'large',
        steps: [
          {
            ...{ step_id: 'm', type: 'map', items: '{{inputs.items}}' },
            task: {
              ...{ agent_id: 'echo', parameters: { message: 'n{{item}}' } },
              output: { said: '{{steps.m.output.message}}', at: '{{index}}' },
            },
          },
          { step_id: 'count', agent_id: 'echo', parameters: { data: '{{steps.m.output | length}}' } },
        ],
        output: { count: '{{steps.count.output.data}}', all: '{{steps.m.output}}' },
        input_values: { items },
      });
      await until(async () => (await read(`/workflows?limit=1`)).workflows[0].completed_at !== null, {
        ...{ timeoutMs: PATIENCE_MS, intervalMs: 250 },
      });
      const run = await read(`/workflows/${id}`);
      expect([run.status, run.error, run.steps_truncated]).toEqual(['completed', null, ELEMENTS + 2 > 1_000]);
      expect(run.output).toEqual({ count: ELEMENTS, all: items.map((at) => ({ said: `n${at}`, at })) });
      const map = run.steps.find(({ path }: { path: string }) => path === 'm');
      expect(map.elements).toEqual({ total: ELEMENTS, started: ELEMENTS, done: ELEMENTS, failed: 0 });
      expect(await pathsUnder(id)).toEqual(items.map((index) => `m[${index}]`));
      const { total } = await read(`/tasks?workflow_id=${id}&limit=1`);
      expect(total).toBe(ELEMENTS + 1);
    },
    PATIENCE_MS,
  );

  /** Of the elements, over all pages; each with its own output. */
  async function pathsUnder(id: string): Promise<string[]> {
    const paths: string[] = [];
    for (let offset = 0; offset < ELEMENTS; offset += PAGE) {
      const { steps, total } = await read(`/workflows/${id}/steps?under=m&limit=${PAGE}&offset=${offset}`);
      expect(total).toBe(ELEMENTS);
      for (const { path, output } of steps) {
        expect(output).toEqual({ said: `n${paths.length}`, at: paths.length });
        paths.push(path as string);
      }
    }
    return paths;
  }
});
