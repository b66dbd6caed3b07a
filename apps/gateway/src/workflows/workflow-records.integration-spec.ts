import { until } from '@cadre/testing';
import { RunSteps } from '../testing/run-steps';
import { SseClient } from '../testing/sse-client';
import { TaskFixture } from '../testing/task-fixture';

const say = (step_id: string) => ({ step_id, agent_id: 'echo', parameters: { message: step_id } });
const BRANCHED = {
  name: 'branched',
  steps: [
    { step_id: 'ok', type: 'approval', message: 'go?' },
    {
      step_id: 'way',
      type: 'switch',
      cases: [{ when: 'steps.ok.output.approved', steps: [say('yes')] }],
      default: [say('no')],
    },
    { step_id: 'each', type: 'map', items: [1, 2], task: { agent_id: 'echo', parameters: { message: '{{item}}' } } },
  ],
};
const TEXT = `
ok       approval  (waiting)
way      switch  (pending)
├─ yes   echo  [if steps.ok.output.approved]  (pending)
└─ no    echo  [otherwise]  (pending)
each     map  (pending)
└─ each[]  echo
`;

describe('what a workflow leaves behind', () => {
  let fixture: TaskFixture;
  let steps: RunSteps;
  let base: string;
  const open: SseClient[] = [];

  beforeAll(async () => {
    fixture = await TaskFixture.start();
    base = await fixture.listen();
    steps = new RunSteps(fixture.platform);
  });
  afterAll(async () => {
    for (const client of open) client.close();
    await fixture.close();
  });

  const ask = (path: string, headers = {}) => fixture.ask('ann', 'GET', `/workflows${path}`, undefined, headers);
  const start = async (): Promise<string> =>
    (await fixture.ask('ann', 'POST', '/workflows', BRANCHED)).json.workflow_id;
  const follow = async (id: string, lastEventId?: number) => {
    const url = `${base}/api/v1/workflows/${id}/events`;
    const client = await SseClient.open(url, fixture.people.ann.token, lastEventId);
    open.push(client);
    return client;
  };

  it('is a graph of its steps as they stand, also as text', async () => {
    const id = await start();
    await steps.wait(id, 'ok', 'approval');
    const { json } = await ask(`/${id}/graph`);
    expect(json.nodes).toMatchObject([
      { path: 'ok', kind: 'approval', status: 'waiting' },
      { path: 'way', kind: 'switch', status: 'pending' },
      { path: 'way.yes', parent: 'way', branch: 0, when: 'steps.ok.output.approved', calls: 'echo' },
      { path: 'way.no', branch: 'default' },
      { path: 'each', kind: 'map' },
      { path: 'each[]', parent: 'each', status: null },
    ]);
    expect(json.edges).toContainEqual({ from: 'ok', to: 'way', reasons: ['order', 'reference'] });
    const text = await ask(`/${id}/graph?format=text`);
    expect(text.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(squeezed(text.text)).toBe(squeezed(TEXT));
    expect((await ask(`/${id}/graph?format=png`)).json.errors).toMatchObject([{ path: '/format' }]);
  });

  it('is a history, page by page', async () => {
    const id = await start();
    await fixture.ask('ann', 'POST', `/workflows/${id}/pause`);
    const { json } = await ask(`/${id}/events`);
    expect(json).toMatchObject({
      events: [
        { seq: 1, type: 'submitted', path: null, from: null, to: 'running' },
        { seq: 2, type: 'paused', from: 'running', to: 'paused' },
      ],
      next_seq: 3,
    });
    expect(json.events[0]).not.toHaveProperty('workflow_id');
    const page = await ask(`/${id}/events?after=1&limit=1`);
    expect(page.json).toMatchObject({ events: [{ seq: 2 }], next_seq: 3 });
    expect((await ask(`/${id}/events?after=-1`)).status).toBe(400);
  });

  it('is told as it happens, and to its end', async () => {
    const id = await start();
    const client = await follow(id);
    expect([client.status, client.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    await until(() => client.ids.length === 1);
    await fixture.ask('ann', 'POST', `/workflows/${id}/pause`);
    await fixture.ask('ann', 'POST', `/workflows/${id}/resume`);
    await until(() => client.ids.length === 3);
    await steps.end(id, 'completed');
    // Nobody broadcasts this one: it is read.
    await until(() => client.ended, { timeoutMs: 15_000 });
    expect(client.ids).toEqual([1, 2, 3, 4]);
    expect(client.frames.at(-1)?.data).toMatchObject({ type: 'completed', to: 'completed', path: null });
    const rest = await follow(id, 2);
    await until(() => rest.ended);
    expect(rest.ids).toEqual([3, 4]);
    expect((await follow(id, 4)).status).toBe(204);
  });

  it('is shown to nobody else', async () => {
    const id = await start();
    for (const path of ['graph', 'events', 'steps']) {
      expect((await fixture.ask(null, 'GET', `/workflows/${id}/${path}`)).status).toBe(401);
      expect((await fixture.ask('bob', 'GET', `/workflows/${id}/${path}`)).status).toBe(404);
      expect((await fixture.ask('stranger', 'GET', `/workflows/${id}/${path}`)).status).toBe(404);
      expect((await fixture.ask('viewer', 'GET', `/workflows/${id}/${path}`)).status).toBe(200);
    }
    const headers = { accept: 'text/event-stream' };
    expect((await fixture.ask('bob', 'GET', `/workflows/${id}/events`, undefined, headers)).status).toBe(404);
  });
});

/** Without what only lines columns up. */
function squeezed(text: string): string {
  return text.trim().replace(/ {2,}/g, '  ');
}
