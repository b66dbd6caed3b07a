import { outputOf, say, WorkflowFixture } from '../testing/workflow-fixture';

let fixture: WorkflowFixture;
beforeEach(async () => {
  fixture = await WorkflowFixture.start();
});
afterEach(() => fixture.close());

const cached = (message: string, more: object = {}) => ({
  steps: [say('a', message, { cache_seconds: 600, ...more })],
  output: { said: '{{steps.a.output.said}}' },
});

it('takes an earlier result of the same agent with the same parameters', async () => {
  const first = await fixture.ended(await fixture.begin(cached('same')), 'completed');
  const again = await fixture.ended(await fixture.begin(cached('same')), 'completed');
  expect(fixture.seen).toEqual(['same']);
  expect(outputOf(again)).toEqual(outputOf(first));
  expect(again.steps[0]).toMatchObject({ status: 'completed', reason: 'cached', task_id: null });
  await fixture.ended(await fixture.begin(cached('other')), 'completed');
  expect(fixture.seen).toEqual(['same', 'other']);
});

it('takes what the agent answered, whatever an earlier run made of it', async () => {
  await fixture.ended(await fixture.begin(cached('same', { output: { said: 'mapped' } })), 'completed');
  const mapped = await fixture.ended(
    await fixture.begin(cached('same', { output: { said: '{{steps.a.output.said}}!' } })),
    'completed',
  );
  expect(outputOf(mapped)).toEqual({ said: 'same!' });
  expect(fixture.seen).toEqual(['same']);
});

it('takes none that is too old, of another person, or whose step failed', async () => {
  fixture.failing.add('bad');
  await fixture.ended(await fixture.begin(cached('bad')), 'failed');
  fixture.failing.clear();
  await fixture.ended(await fixture.begin(cached('bad')), 'completed');
  await fixture.engine.sql(`UPDATE workflow_steps SET completed_at = completed_at - interval '601 seconds'`);
  await fixture.ended(await fixture.begin(cached('bad')), 'completed');
  expect(fixture.seen).toEqual(['bad', 'bad', 'bad']);
  const stranger = await fixture.begin(cached('bad'), {}, '00000000-0000-7000-8000-000000000002');
  await fixture.ended(stranger, 'completed');
  expect(fixture.seen).toHaveLength(4);
});

it('does without a result that cannot be read any more', async () => {
  await fixture.ended(await fixture.begin(cached('same')), 'completed');
  await fixture.engine.sql(`UPDATE task_payloads SET sealed = 'v1.gone.a.b.c' WHERE kind = 'result'`);
  await fixture.ended(await fixture.begin(cached('same')), 'completed');
  expect(fixture.seen).toEqual(['same', 'same']);
});

it('looks for the results of many elements at once', async () => {
  const items = Array.from({ length: 30 }, (_, index) => `n${index}`);
  const task = { type: 'task', agent_id: 'echo', parameters: { message: '{{item}}' }, cache_seconds: 600 };
  const definition = (list: readonly string[]) => ({ steps: [{ step_id: 'm', type: 'map', items: list, task }] });
  await fixture.ended(await fixture.begin(definition(items.slice(0, 20))), 'completed');
  const run = await fixture.ended(await fixture.begin(definition(items)), 'completed');
  expect(fixture.seen).toHaveLength(30);
  expect(outputOf(run)).toEqual({ m: items.map((said) => ({ said })) });
});
