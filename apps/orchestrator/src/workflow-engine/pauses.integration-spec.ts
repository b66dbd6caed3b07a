import { until } from '@cadre/testing';
import { BY, say, statuses, WorkflowFixture } from '../testing/workflow-fixture';

let fixture: WorkflowFixture;
beforeEach(async () => {
  fixture = await WorkflowFixture.start();
});
afterEach(() => fixture.close());

it('starts nothing while paused, lets end what runs, and goes on when resumed', async () => {
  fixture.held.add('a');
  const id = await fixture.begin({ steps: [say('a'), say('b'), say('c')] });
  const taskId = await fixture.taskOf(id, 'a');
  await until(() => fixture.seen.includes('a'));
  expect(await fixture.commands.pauseRun(id, BY)).toMatchObject({ run: { status: 'paused' } });
  expect(await fixture.commands.pauseRun(id, BY)).toMatchObject({ kind: 'conflict' });
  await fixture.complete(taskId);
  await fixture.step(id, 'a', 'completed');
  expect(await fixture.read(id)).toMatchObject({ status: 'paused', running_steps: 0 });
  expect(statuses(await fixture.read(id))).toEqual({ a: 'completed' });
  expect(await fixture.commands.resumeRun(id, BY)).toMatchObject({ kind: 'done' });
  await fixture.ended(id, 'completed');
  expect(fixture.seen).toEqual(['a', 'b', 'c']);
  expect(await fixture.notes(id)).toEqual(['submitted', 'paused', 'resumed', 'completed']);
});

it('is paused and resumed with the runs inside it, those of a map, too', async () => {
  fixture.held.add('inner');
  await fixture.template('child', [say('x', 'inner'), say('y')]);
  const task = { type: 'workflow', template: 'child' };
  const id = await fixture.begin({ steps: [{ step_id: 'm', type: 'map', items: [1, 2], task }] });
  const children = async () => (await fixture.read(id)).steps.flatMap(({ child_workflow_id: child }) => child ?? []);
  await until(async () => (await children()).length === 2 && fixture.seen.length === 2);
  const [first = '', second = ''] = await children();
  await fixture.commands.pauseRun(id, BY);
  await until(
    async () => (await fixture.read(first)).status === 'paused' && (await fixture.read(second)).status === 'paused',
  );
  for (const child of [first, second]) await fixture.complete(await fixture.taskOf(child, 'x'));
  await fixture.step(second, 'x', 'completed');
  expect(fixture.seen).not.toContain('y');
  await fixture.commands.resumeRun(id, BY);
  await fixture.ended(id, 'completed');
  expect(fixture.seen.filter((message) => message === 'y')).toHaveLength(2);
});

it('keeps time while paused: what was waited for is over, what follows starts when it is resumed', async () => {
  const id = await fixture.begin({ steps: [{ step_id: 'w', type: 'wait', seconds: 0.5 }, say('after')] });
  await fixture.step(id, 'w', 'waiting');
  await fixture.commands.pauseRun(id, BY);
  await fixture.step(id, 'w', 'completed');
  expect(fixture.seen).toEqual([]);
  await fixture.commands.resumeRun(id, BY);
  await fixture.ended(id, 'completed');
});

it('is cancelled while paused', async () => {
  fixture.held.add('a');
  const id = await fixture.begin({ steps: [say('a'), say('b')] });
  await until(() => fixture.seen.includes('a'));
  await fixture.commands.pauseRun(id, BY);
  await fixture.commands.cancelRun(id, BY);
  await fixture.ended(id, 'cancelled');
  expect(fixture.seen).toEqual(['a']);
});
