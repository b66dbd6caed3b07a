import { until } from '@cadre/testing';
import { BY, say, statuses, WorkflowFixture } from '../testing/workflow-fixture';

let fixture: WorkflowFixture;
beforeEach(async () => {
  fixture = await WorkflowFixture.start();
});
afterEach(() => fixture.close());

const damage = (table: string, column: string, id: string, more = '') =>
  fixture.engine.sql(`UPDATE ${table} SET ${column} = 'v1.gone.a.b.c' WHERE workflow_id = $1 ${more}`, id);

it('fails a run whose definition cannot be read, and goes on with the others', async () => {
  const lost = await fixture.begin({ steps: [{ step_id: 'w', type: 'wait', seconds: 1 }] });
  await damage('workflows', 'sealed_definition', lost);
  const other = await fixture.begin({ steps: [say('a')] });
  await fixture.ended(other, 'completed');
  // One that was begun before the damage knows its plan; another orchestrator does not.
  await fixture.replaceOrchestrator();
  const after = await fixture.begin({ steps: [say('b')] });
  expect(await fixture.ended(lost, 'failed')).toMatchObject({ error_code: 'DEFINITION_UNREADABLE' });
  await fixture.ended(after, 'completed');
});

it('stops what runs of a run whose definition is gone, then fails it; a retry takes it up when it is back', async () => {
  for (const message of ['a', 'b', 'c', '1', '2', '3']) fixture.held.add(message);
  const task = { type: 'task', agent_id: 'echo', parameters: { message: '{{item}}' } };
  const id = await fixture.begin({
    steps: [
      { step_id: 'p', type: 'parallel', depends_on: [], tasks: [say('x', 'a'), say('y', 'b')] },
      { step_id: 'm', type: 'map', depends_on: [], items: ['1', '2', '3'], task },
      { step_id: 'ok', type: 'approval', depends_on: [] },
      say('after', 'after', { depends_on: ['p', 'm'] }),
    ],
  });
  await until(() => fixture.seen.length === 5);
  const sealed = await fixture.engine.sql<{ kept: string }>(
    `SELECT sealed_definition AS kept FROM workflows WHERE workflow_id = $1`,
    id,
  );
  await damage('workflows', 'sealed_definition', id);
  // Another orchestrator, which has not read it before.
  await fixture.replaceOrchestrator();
  await fixture.complete(await fixture.taskOf(id, 'm[0]'));
  const run = await fixture.ended(id, 'failed');
  expect(run).toMatchObject({ error_code: 'DEFINITION_UNREADABLE', running_steps: 0, waiting_steps: 0 });
  expect(Object.values(statuses(run)).filter((status) => status === 'running' || status === 'waiting')).toEqual([]);
  expect(await fixture.notes(id)).toEqual(expect.arrayContaining(['cancel_requested', 'failed']));

  await fixture.engine.sql(`UPDATE workflows SET sealed_definition = $2 WHERE workflow_id = $1`, id, sealed[0]?.kept);
  fixture.held.clear();
  expect(await fixture.commands.retryRun(id, BY)).toMatchObject({ kind: 'done' });
  await fixture.step(id, 'ok', 'waiting');
  await fixture.commands.decideApproval(id, 'ok', { approved: true }, BY);
  const again = await fixture.ended(id, 'completed');
  expect(statuses(again)).toMatchObject({
    'm[0]': 'completed',
    'm[1]': 'completed',
    'm[2]': 'completed',
    after: 'completed',
  });
});

it('fails a run when a step needs a value that cannot be read', async () => {
  fixture.held.add('b');
  const id = await fixture.begin({
    steps: [
      say('a'),
      say('b'),
      { step_id: 'w', type: 'wait', depends_on: [], seconds: 60 },
      say('c', '{{steps.a.output.said}}', { depends_on: ['b'] }),
    ],
  });
  const taskId = await fixture.taskOf(id, 'b');
  await fixture.engine.sql(
    `UPDATE task_payloads SET sealed = 'v1.gone.a.b.c' WHERE kind = 'result'
        AND task_id = (SELECT task_id FROM workflow_steps WHERE workflow_id = $1 AND path = 'a')`,
    id,
  );
  await until(() => fixture.seen.includes('b'));
  await fixture.complete(taskId);
  const run = await fixture.ended(id, 'failed');
  expect(run).toMatchObject({ error_code: 'STEP_VALUE_UNREADABLE' });
  expect(statuses(run)).toEqual({ a: 'completed', b: 'completed', w: 'cancelled' });
  expect(fixture.seen).not.toContain('c');
});

it('fails a run whose elements cannot be read', async () => {
  for (const message of ['1', '2']) fixture.held.add(message);
  const task = { type: 'task', agent_id: 'echo', parameters: { message: '{{item}}' } };
  const id = await fixture.begin({ steps: [{ step_id: 'm', type: 'map', items: ['1', '2'], max_parallel: 1, task }] });
  const taskId = await fixture.taskOf(id, 'm[0]');
  await damage('workflow_steps', 'sealed_items', id, `AND path = 'm'`);
  await fixture.replaceOrchestrator();
  await fixture.complete(taskId);
  expect(await fixture.ended(id, 'failed')).toMatchObject({ error_code: 'STEP_VALUE_UNREADABLE' });
});
