import { Installation } from '@cadre/testing';
import { type BusKind, onBothBuses } from '../../faults/harness/both-buses';
import { byPath, RunClient } from './run-client';

const PATIENCE_MS = 120_000;
const echo = (step_id: string, parameters: object, more: object = {}) => ({
  ...{ step_id, agent_id: 'echo', parameters },
  ...more,
});

const CHILD = {
  ...{ name: 'child', inputs: { type: 'object', properties: { word: { type: 'string' } } } },
  steps: [echo('say', { message: 'child says {{inputs.word}}' })],
  output: { said: '{{steps.say.output.message}}' },
};
const EVERY_STEP = {
  name: 'every-step',
  inputs: { type: 'object', required: ['words'], properties: { words: { type: 'array', items: { type: 'string' } } } },
  steps: [
    echo('first', { message: '{{inputs.words | length}} words', data: { n: 3, words: '{{inputs.words}}' } }),
    {
      ...{ step_id: 'both', type: 'parallel' },
      tasks: [
        echo('one', { message: 'n={{steps.first.output.data.n}}', data: '{{steps.first.output.data.n}}' }),
        echo('two', { data: '{{steps.first.output.data}}' }),
      ],
    },
    {
      ...{ step_id: 'each', type: 'map', items: '{{inputs.words}}', max_parallel: 2 },
      task: { agent_id: 'echo', parameters: { message: '{{index}}: {{item | upper}}' } },
    },
    {
      ...{ step_id: 'way', type: 'switch' },
      cases: [{ when: 'steps.first.output.data.n > 2', steps: [echo('big', { message: 'big' })] }],
      default: [echo('small', { message: 'small' })],
    },
    echo('never', { message: 'no' }, { condition: 'steps.first.output.data.n > 100' }),
    { step_id: 'nap', type: 'wait', seconds: 1 },
    { step_id: 'ask', type: 'approval', message: '{{steps.way.big.output.message}}?' },
    { step_id: 'paid', type: 'signal', name: 'paid', timeout_seconds: 60 },
    { step_id: 'launch', type: 'workflow', template: 'child', inputs: { word: '{{steps.paid.output.word}}' } },
    echo('last', { message: '{{steps.launch.output.said}}', data: '{{steps.each.output[1].message}}' }),
  ],
  output: { said: '{{steps.last.output.message}}', second: '{{steps.last.output.data}}' },
};

async function everyStep(bus: BusKind): Promise<void> {
  const installation = await Installation.started({ bus });
  try {
    const { client } = installation;
    const runs = new RunClient(client);
    expect((await client.call('POST', '/workflow-templates', { body: CHILD })).status).toBe(201);
    const id = await runs.start({ ...EVERY_STEP, input_values: { words: ['ant', 'bee', 'cow'] } });
    await runs.stepIs(id, 'ask', 'waiting');
    expect(await runs.show(id)).toMatchObject({ status: 'waiting' });
    expect((await runs.step(id, 'ask')).approval).toMatchObject({ message: 'big?' });
    // Before the step waits for it: it is kept.
    await client.call('POST', `/workflows/${id}/signals/paid`, { body: { word: 'thanks' } });
    const run = await runs.ended(id);
    expect(run).toMatchObject({ status: 'completed', error: null, steps_truncated: false });
    expect(run.output).toEqual({ said: 'child says thanks', second: '1: BEE' });
    const steps = byPath(run);
    expect(steps['both.one'].output).toEqual({ message: 'n=3', data: 3 });
    expect(steps['both'].output).toEqual({ one: steps['both.one'].output, two: steps['both.two'].output });
    expect(steps['each']).toMatchObject({ elements: { total: 3, started: 3, done: 3, failed: 0 } });
    expect(steps['each'].output.map(({ message }: { message: string }) => message)).toEqual([
      ...['0: ANT', '1: BEE', '2: COW'],
    ]);
    expect(steps['each[2]']).toMatchObject({ step_id: 'each', type: 'task', status: 'completed' });
    expect([steps['way.big'].status, steps['way.small'].status]).toEqual(['completed', 'skipped']);
    expect(steps['never']).toMatchObject({ status: 'skipped', reason: 'condition' });
    expect(steps['nap'].duration_seconds).toBeGreaterThanOrEqual(1);
    expect(steps['paid'].output).toEqual({ word: 'thanks' });
    expect(steps['launch'].output).toEqual({ said: 'child says thanks' });
    const child = await runs.show(steps['launch'].child_workflow_id);
    expect(child).toMatchObject({
      status: 'completed',
      template: 'child',
      parent_workflow_id: id,
      parent_path: 'launch',
    });
    await proveRecords(runs, id, steps);
  } finally {
    await installation.close();
  }
}

/** Its tasks, its history and its graph say the same. */
async function proveRecords(runs: RunClient, id: string, steps: ReturnType<typeof byPath>): Promise<void> {
  const { body: listed } = await runs.client.call('GET', `/tasks?workflow_id=${id}&limit=100`);
  const ofSteps = Object.values(steps).filter(({ task_id }) => task_id !== null);
  expect(listed.tasks.map(({ task_id }: { task_id: string }) => task_id).sort()).toEqual(
    ofSteps.map(({ task_id }) => task_id).sort(),
  );
  const task = await runs.client.task(steps['each[0]'].task_id);
  expect(task).toMatchObject({ workflow_id: id, workflow_path: 'each[0]', status: 'completed' });
  const { body: history } = await runs.client.call('GET', `/workflows/${id}/events`);
  const seqs = history.events.map(({ seq }: { seq: number }) => seq);
  expect(seqs).toEqual(seqs.map((_: number, index: number) => index + 1));
  expect(history.events[0]).toMatchObject({ type: 'submitted', path: null });
  expect(history.events.at(-1)).toMatchObject({ type: 'completed', path: null, to: 'completed' });
  const { body: graph } = await runs.client.call('GET', `/workflows/${id}/graph`);
  const nodes = Object.fromEntries(graph.nodes.map((node: { path: string }) => [node.path, node]));
  expect(nodes['each[]']).toMatchObject({ parent: 'each', counts: { completed: 3 } });
  expect([nodes['way.small'].status, nodes['last'].status]).toEqual(['skipped', 'completed']);
  expect(graph.edges).toContainEqual({ from: 'each', to: 'way', reasons: ['order'] });
}

describe('a workflow of every type of step', () =>
  onBothBuses('runs to its end over HTTP, and tells all about it', everyStep, PATIENCE_MS));
