import { freshDatabase } from '@cadre/testing';
import { ScheduleFixture } from '../../testing/schedule-fixture';
import { StoreFixture, USER_ID } from '../../testing/store-fixture';
import { WorkflowRunStore } from '../../workflow/run/workflow-run.store';
import type { NewSchedule } from '../schedule.store';

const SOMEBODY_ELSE = '00000000-0000-7000-8000-00000000000f';

let store: StoreFixture;
let fixture: ScheduleFixture;
let runs: WorkflowRunStore;
let drop: () => Promise<void>;
/** Templates are for ever: each test has its own. */
let template: string;
let tests = 0;

beforeAll(async () => {
  const database = await freshDatabase();
  store = new StoreFixture(database.serviceUrl);
  fixture = await ScheduleFixture.over(store);
  runs = new WorkflowRunStore(store.db, store.cipher);
  drop = () => database.drop();
});
afterAll(async () => {
  await store.close();
  await drop();
});
beforeEach(async () => {
  tests += 1;
  template = `launch ${tests}`;
  await fixture.template(template);
});
afterEach(async () => {
  for (const table of ['scheduled_tasks', 'workflows']) await store.sql(`DELETE FROM ${table}`);
});

/** A schedule of the template that is due now. */
const due = (values: Partial<NewSchedule> = {}) => {
  const target = { target_kind: 'workflow', agent_id: null, template, task_options: {} } as const;
  return fixture.due(0, { ...target, payload: { topic: 'canary-0815' }, overlap_policy: 'skip', ...values });
};

const told = (scheduleId: string) => fixture.told(scheduleId);
const again = (scheduleId: string) => fixture.fireAgain(scheduleId);

describe('firing a template', () => {
  it('starts a run of its owner with the inputs, notes it, and tells the engine', async () => {
    const id = await due();
    const { results, events, runEvents } = await fixture.firing().fire(10);
    expect([results.length, events.length]).toEqual([1, 0]);
    const [row] = await fixture.runs(id);
    expect(row).toMatchObject({ status: 'submitted', task_id: null, workflow_status: 'running' });
    const workflow_id = row?.workflow_id ?? '';
    expect(runEvents).toMatchObject([{ workflow_id, seq: 1, type: 'submitted', actor: `schedule:${id}` }]);
    expect(await runs.readRun(workflow_id, { kind: 'own', userId: USER_ID })).toMatchObject({
      ...{ name: template, template_version: 1, total_steps: 1 },
      inputs: { value: { topic: 'canary-0815' } },
    });
    expect(await store.sql(`SELECT kind FROM workflow_inbox WHERE workflow_id = $1`, workflow_id)).toEqual([
      { kind: 'start' },
    ]);
    const audit = await store.sql(
      `SELECT data FROM audit_log WHERE object_id = $1 AND event_type = 'workflow_submitted'`,
      id,
    );
    expect(audit).toMatchObject([{ data: { workflow_id, name: template, template_version: 1 } }]);
    const sealed = await store.sql(`SELECT s::text, w::text FROM scheduled_tasks s, workflows w`);
    expect(JSON.stringify(sealed)).not.toContain('canary-0815');
  });

  it('takes the version that is active then, unless it pins one', async () => {
    await fixture.nextVersion(template);
    const [active, pinned] = [await due(), await due({ template_version: 1 })];
    await fixture.firing().fire(10);
    const versionOf = async (id: string) => {
      const [row] = await fixture.runs(id);
      return (await runs.readRun(row?.workflow_id ?? '', { kind: 'all' }))?.template_version;
    };
    expect([await versionOf(active), await versionOf(pinned)]).toEqual([2, 1]);
  });

  it('means the template that its owner means by the name', async () => {
    await fixture.template('theirs', SOMEBODY_ELSE);
    const id = await due({ template: 'theirs' });
    await fixture.firing().fire(10);
    expect(await told(id)).toEqual(['WORKFLOW_REFUSED']);
    expect(await store.count('workflows')).toBe(0);
  });

  it.each([
    ['there is no such version', { template_version: 7 }, 'of version 7'],
    ['the inputs do not fit any more', { payload: { wrong: 1 } }, '/wrong is not a known field'],
  ])('is refused when %s, and takes no other along', async (_why, values, message) => {
    const [bad, good] = [await due(values), await due()];
    await fixture.firing().fire(10);
    expect([await told(bad), await told(good)]).toEqual([['WORKFLOW_REFUSED'], ['submitted']]);
    expect((await fixture.runs(bad))[0]?.error_message).toContain(message);
  });
});

describe('a firing while the run before is under way', () => {
  it('is let go by skip, until that one has ended', async () => {
    const id = await due();
    await fixture.firing().fire(10);
    await again(id);
    expect(await told(id)).toEqual(['submitted', 'overlap']);
    await fixture.endRuns();
    await again(id);
    expect(await told(id)).toEqual(['submitted', 'overlap', 'submitted']);
  });

  it('takes its place by cancel_previous', async () => {
    const id = await due({ overlap_policy: 'cancel_previous' });
    await fixture.firing().fire(10);
    const [first] = await fixture.runs(id);
    const { runEvents } = await again(id);
    expect(runEvents.map(({ type }) => type)).toEqual(['cancel_requested', 'submitted']);
    expect(runEvents[0]?.workflow_id).toBe(first?.workflow_id);
    const asked = await store.sql(`SELECT workflow_id FROM workflows WHERE cancel_requested_at IS NOT NULL`);
    expect(asked).toEqual([{ workflow_id: first?.workflow_id }]);
  });

  it('waits by queue, and starts when that one has ended', async () => {
    const id = await due({ overlap_policy: 'queue' });
    const firing = fixture.firing();
    await firing.fire(10);
    await again(id);
    expect((await firing.release(10)).results).toEqual([]);
    await fixture.endRuns();
    const released = await Promise.all([firing, fixture.firing(), fixture.firing()].map((one) => one.release(10)));
    expect(released.flatMap(({ results }) => results)).toHaveLength(1);
    expect(released.flatMap(({ runEvents }) => runEvents)).toMatchObject([{ type: 'submitted' }]);
    const rows = await fixture.runs(id);
    expect(rows.map(({ workflow_status }) => workflow_status)).toEqual(['completed', 'running']);
  });
});
