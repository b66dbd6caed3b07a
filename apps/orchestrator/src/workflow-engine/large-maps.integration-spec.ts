import { BY, say, statuses, WorkflowFixture } from '../testing/workflow-fixture';

let fixture: WorkflowFixture;
beforeEach(async () => {
  fixture = await WorkflowFixture.start();
});
afterEach(() => fixture.close());

/** More than one fold begins. */
const MANY = Array.from({ length: 520 }, (_, index) => index);

it.each([
  ['lists', { type: 'parallel', tasks: [{ step_id: 'w', type: 'wait', seconds: 0 }] }],
  ['maps', { type: 'map', items: [1, 2], task: { type: 'wait', seconds: 0 } }],
])(
  'begins what is in many %s, though the fold that began them may begin no more',
  async (_kind, task) => {
    const id = await fixture.begin({ steps: [{ step_id: 'm', type: 'map', items: MANY, task }] });
    await fixture.ended(id, 'completed', 25_000);
  },
  40_000,
);

it('does the failed elements of a map again, few at a time', async () => {
  fixture.failing.add('bad');
  const task = { type: 'task', agent_id: 'echo', parameters: { message: '{{item}}' } };
  const items = ['a', 'bad', 'bad', 'b', 'bad', 'bad', 'bad'];
  const id = await fixture.begin({ steps: [{ step_id: 'm', type: 'map', items, max_parallel: 2, task }] });
  await fixture.ended(id, 'failed');
  fixture.failing.clear();
  expect(await fixture.commands.retryRun(id, BY)).toMatchObject({ kind: 'done' });
  const run = await fixture.ended(id, 'completed');
  expect(new Set(Object.values(statuses(run)))).toEqual(new Set(['completed']));
  expect(fixture.seen.filter((message) => message === 'a')).toHaveLength(1);
});

it('ends a list in which a failed step takes the others with it', async () => {
  fixture.failing.add('bad');
  const steps = [say('bad'), say('next'), say('last')];
  const id = await fixture.begin({ steps: [{ step_id: 's', type: 'switch', cases: [], default: steps }] });
  const run = await fixture.ended(id, 'failed');
  expect(statuses(run)).toEqual({ s: 'failed', 's.bad': 'failed', 's.next': 'skipped', 's.last': 'skipped' });
});
