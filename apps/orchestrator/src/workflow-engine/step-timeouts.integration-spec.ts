import { statuses, say, WorkflowFixture } from '../testing/workflow-fixture';

let fixture: WorkflowFixture;
beforeEach(async () => {
  fixture = await WorkflowFixture.start();
  fixture.held.add('slow');
});
afterEach(() => fixture.close());

const slow = { type: 'task', agent_id: 'echo', parameters: { message: 'slow' } };
const late = { timeout_seconds: 0.5, continue_on_failure: true };

it.each([
  ['parallel', { type: 'parallel', tasks: [say('x', 'slow'), say('y')] }],
  ['map', { type: 'map', items: [1, 2, 3], max_parallel: 2, task: slow }],
  ['switch', { type: 'switch', cases: [{ when: 'true', steps: [say('x', 'slow')] }] }],
  ['map of parallels', { type: 'map', items: [1], task: { type: 'parallel', tasks: [say('x', 'slow')] } }],
])('stops a %s that takes too long, with everything in it', async (_kind, step) => {
  const id = await fixture.begin({
    steps: [{ step_id: 'late', ...step, ...late }, say('after', 'after', { depends_on: ['late'] })],
  });
  const run = await fixture.ended(id, 'completed');
  expect(run.steps.find(({ path }) => path === 'late')).toMatchObject({ status: 'failed', error_code: 'STEP_TIMEOUT' });
  expect(fixture.seen).toContain('after');
  const open = run.steps.filter(({ status }) => status === 'running' || status === 'waiting');
  expect(open).toEqual([]);
});

it('stops an element that takes too long, and none of the others', async () => {
  const task = { type: 'parallel', tasks: [say('x', '{{item}}')], timeout_seconds: 0.5 };
  const id = await fixture.begin({ steps: [{ step_id: 'm', type: 'map', items: ['a', 'slow', 'b'], task }] });
  const run = await fixture.ended(id, 'failed');
  expect(statuses(run)).toMatchObject({ 'm[0]': 'completed', 'm[1]': 'failed', 'm[2]': 'completed' });
  expect(run).toMatchObject({ error_path: 'm', error_code: 'STEP_TIMEOUT' });
});

it('stops a child that takes too long', async () => {
  await fixture.template('slow-child', [say('x', 'slow')]);
  const id = await fixture.begin({ steps: [{ step_id: 'sub', type: 'workflow', template: 'slow-child', ...late }] });
  const run = await fixture.ended(id, 'completed');
  const [sub] = run.steps;
  expect(sub).toMatchObject({ status: 'failed', error_code: 'STEP_TIMEOUT' });
  expect((await fixture.read(sub?.child_workflow_id ?? '')).status).toBe('cancelled');
});

it('leaves alone what ends in time', async () => {
  const id = await fixture.begin({
    steps: [
      { step_id: 'p', type: 'parallel', tasks: [say('x')], timeout_seconds: 30 },
      { step_id: 'w', type: 'wait', seconds: 1 },
    ],
  });
  const run = await fixture.ended(id, 'completed');
  expect(run.steps.find(({ path }) => path === 'p')).toMatchObject({ status: 'completed', due_at: null });
});

it.each([
  ['approval', { type: 'approval' }, 'APPROVAL_TIMEOUT'],
  ['approval', { type: 'approval', on_timeout: 'reject' }, 'APPROVAL_REJECTED'],
  ['signal', { type: 'signal', name: 'never' }, 'SIGNAL_TIMEOUT'],
])('gives up on an %s that nobody answers: %o', async (_kind, step, code) => {
  const id = await fixture.begin({ steps: [{ step_id: 's', ...step, timeout_seconds: 0.3 }] });
  expect(await fixture.ended(id, 'failed')).toMatchObject({ error_path: 's', error_code: code });
});
