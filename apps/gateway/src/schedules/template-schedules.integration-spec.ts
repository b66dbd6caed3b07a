import { PayloadCipher } from '@cadre/crypto';
import { type TemplateVisibility, WorkflowTemplateStore } from '@cadre/persistence';
import { type Person, TaskFixture } from '../testing/task-fixture';

const LAUNCH = {
  name: 'launch',
  inputs: {
    type: 'object',
    required: ['topic'],
    additionalProperties: false,
    properties: { topic: { type: 'string' }, channels: { type: 'integer', default: 3 } },
  },
  steps: [{ step_id: 'only', type: 'task' as const, agent_id: 'echo', parameters: { message: '{{inputs.topic}}' } }],
};
const NIGHTLY = { template: 'launch', inputs: { topic: 'canary' }, cron_expression: '0 2 * * *' };

describe('schedules of templates', () => {
  let fixture: TaskFixture;

  beforeAll(async () => {
    fixture = await TaskFixture.start();
    await template('ann', 'launch', 'private');
    await template('ann', 'shared', 'tenant');
  });
  afterAll(() => fixture.close());

  async function template(owner: Person, name: string, visibility: TemplateVisibility): Promise<void> {
    const { database, keys } = fixture.platform;
    const { userId } = fixture.people[owner];
    const origin = { userId, tenant: 'default', email: null, ipAddress: null, userAgent: null, correlationId: null };
    const content = { description: null, visibility, definition: { ...LAUNCH, name }, totalSteps: 1 };
    const store = new WorkflowTemplateStore(database, new PayloadCipher(keys));
    await store.create({ ...content, name, tenant: 'default', owner: userId }, origin);
  }

  const ask = (method: string, path: string, body?: unknown, person: Person = 'ann') =>
    fixture.ask(person, method, `/schedules${path}`, body);

  it('are made, shown and changed; runs do not overlap unless that is asked for', async () => {
    const made = await ask('POST', '', NIGHTLY);
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      ...{ template: 'launch', template_version: null, inputs: { topic: 'canary' }, overlap_policy: 'skip' },
    });
    expect(made.json).not.toHaveProperty('agent_id');
    const changes = { inputs: { topic: 'other' }, template_version: 1 };
    const changed = await ask('PATCH', `/${made.json.schedule_id}`, changes);
    expect(changed.json).toMatchObject(changes);
    const back = await ask('PATCH', `/${made.json.schedule_id}`, { template_version: null });
    expect(back.json).toMatchObject({ template_version: null, inputs: { topic: 'other' } });
  });

  it('refuse what could not be run', async () => {
    expect((await ask('POST', '', { ...NIGHTLY, template: 'nothing' })).json.code).toBe('TEMPLATE_NOT_FOUND');
    expect((await ask('POST', '', { ...NIGHTLY, template_version: 9 })).json.code).toBe('TEMPLATE_NOT_FOUND');
    const wrong = await ask('POST', '', { ...NIGHTLY, inputs: { topic: 7, more: true } });
    expect([wrong.status, wrong.json.code]).toEqual([422, 'INPUTS_INVALID']);
    expect(wrong.json.errors.map(({ path }: { path: string }) => path).sort()).toEqual([
      '/inputs/more',
      '/inputs/topic',
    ]);
    const { json } = await ask('POST', '', NIGHTLY);
    expect((await ask('PATCH', `/${json.schedule_id}`, { inputs: {} })).json.code).toBe('INPUTS_INVALID');
  });

  it.each([
    ['parameters', { parameters: {} }],
    ['priority', { priority: 'high' }],
    ['agent_id', { agent_id: 'echo' }],
  ])('refuse %s, which are of agents', async (_field, more) => {
    const { status, json } = await ask('POST', '', { ...NIGHTLY, ...more });
    expect([status, json.code]).toEqual([400, 'VALIDATION_FAILED']);
  });

  it('take the templates that their owners may use', async () => {
    expect((await ask('POST', '', NIGHTLY, 'bob')).json.code).toBe('TEMPLATE_NOT_FOUND');
    expect((await ask('POST', '', { ...NIGHTLY, template: 'shared' }, 'bob')).status).toBe(201);
  });

  it('start a run at once when they are told to', async () => {
    const { json } = await ask('POST', '', NIGHTLY);
    const fired = await ask('POST', `/${json.schedule_id}/trigger`);
    expect(fired.status).toBe(201);
    const { workflow_id } = fired.json;
    expect(fired.headers.location).toBe(`/api/v1/workflows/${workflow_id}`);
    expect(fired.json).not.toHaveProperty('task_id');
    const run = await fixture.ask('ann', 'GET', `/workflows/${workflow_id}`);
    expect(run.json).toMatchObject({
      ...{ name: 'launch', template: 'launch', template_version: 1, inputs: { topic: 'canary', channels: 3 } },
      ...{ status: 'running', total_steps: 1, submitted_by_email: 'ann@example.com' },
    });
    const runs = await ask('GET', `/${json.schedule_id}/runs`);
    expect(runs.json.runs).toMatchObject([
      { trigger: 'manual', workflow_id, workflow_status: 'running', task_id: null },
    ]);
  });

  it('fire in their owner’s name, whoever triggers them', async () => {
    const { json } = await ask('POST', '', NIGHTLY);
    const fired = await ask('POST', `/${json.schedule_id}/trigger`, undefined, 'admin');
    const run = await fixture.ask('ann', 'GET', `/workflows/${fired.json.workflow_id}`);
    expect(run.json).toMatchObject({ submitted_by_email: 'ann@example.com' });
  });
});
