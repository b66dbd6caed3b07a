import { TaskFixture } from '../testing/task-fixture';
import { PayloadCipher } from '@cadre/crypto';
import { WorkflowTemplateStore } from '@cadre/persistence';

const say = (step_id: string, message = step_id) => ({ step_id, agent_id: 'echo', parameters: { message } });
const INPUTS = { type: 'object', required: ['who'], properties: { who: { type: 'string' } } };
const definition = (name: string, word = 'hello') => ({
  ...{ name, description: `says ${word}`, inputs: INPUTS },
  steps: [say('greet', `${word} {{inputs.who}}`)],
});

describe('workflow templates', () => {
  let fixture: TaskFixture;

  beforeAll(async () => {
    fixture = await TaskFixture.start();
  });
  afterAll(() => fixture.close());

  const ask = (method: string, path: string, body?: unknown, headers = {}) =>
    fixture.ask('ann', method, `/workflow-templates${path}`, body, headers);

  it('are made, shown, listed and run', async () => {
    const made = await ask('POST', '', { ...definition('greet'), visibility: 'tenant' });
    expect([made.status, made.json]).toMatchObject([
      201,
      {
        ...{ name: 'greet', description: 'says hello', visibility: 'tenant', shipped: false, tenant: 'default' },
        ...{ owner: fixture.people.ann.userId, active_version: 1, latest_version: 1, version: 1, total_steps: 1 },
        ...{ inputs: INPUTS, definition: { name: 'greet' } },
      },
    ]);
    expect([made.headers.location, made.headers.etag]).toEqual(['/api/v1/workflow-templates/greet', '"1"']);
    expect((await ask('GET', '/greet')).json).toEqual(made.json);
    const list = await ask('GET', '?limit=1');
    expect(list.json).toMatchObject({ limit: 1, workflow_templates: [{ name: 'greet' }] });
    expect(list.json.workflow_templates[0]).not.toHaveProperty('definition');
    const run = await fixture.ask('ann', 'POST', '/workflows', { template: 'greet', inputs: { who: 'ada' } });
    expect(run.status).toBe(201);
    const shown = await fixture.ask('ann', 'GET', `/workflows/${run.json.workflow_id}`);
    expect(shown.json).toMatchObject({ name: 'greet', template: 'greet', template_version: 1, inputs: { who: 'ada' } });
    const wrong = await fixture.ask('ann', 'POST', '/workflows', { template: 'greet', inputs: {} });
    expect([wrong.status, wrong.json.code, wrong.json.errors[0].path]).toEqual([422, 'INPUTS_INVALID', '/inputs/who']);
    const runs = await fixture.ask('ann', 'GET', '/workflows?template=greet');
    expect(runs.json.total).toBe(1);
  });

  it('are put in versions, of which one is active; runs keep theirs', async () => {
    await ask('POST', '', { definition: definition('versioned') });
    const start = async (more = {}) => {
      const { json } = await fixture.ask('ann', 'POST', '/workflows', {
        ...{ template: 'versioned', inputs: { who: 'ada' } },
        ...more,
      });
      return (await fixture.ask('ann', 'GET', `/workflows/${json.workflow_id}`)).json.template_version;
    };
    expect(await start()).toBe(1);
    const put = await ask('PUT', '/versioned', { definition: { ...definition('versioned', 'bye') } });
    expect([put.status, put.json, put.headers.etag]).toMatchObject([
      ...[200, { version: 2, active_version: 2, visibility: 'private', description: 'says bye' }, '"2"'],
    ]);
    expect(await start()).toBe(2);
    const stale = await ask('PUT', '/versioned', definition('versioned'), { 'if-match': '"1"' });
    expect([stale.status, stale.json.code, stale.headers.etag]).toEqual([412, 'PRECONDITION_FAILED', '"2"']);
    const back = await ask('POST', '/versioned/versions/1/activate', undefined, { 'if-match': '"2"' });
    expect(back.json).toMatchObject({ active_version: 1, latest_version: 2, version: 1 });
    expect([await start(), await start({ version: 2 })]).toEqual([1, 2]);
    expect((await ask('GET', '/versioned?version=2')).json).toMatchObject({ version: 2, active_version: 1 });
    expect((await ask('GET', '/versioned/versions')).json).toMatchObject({
      ...{ total: 2 },
      versions: [
        { version: 2, active: false },
        { version: 1, active: true },
      ],
    });
    for (const path of ['/versioned/versions/3/activate', '/nowhere/versions/1/activate']) {
      const { status, json } = await ask('POST', path);
      expect([path, status, json.code]).toEqual([path, 404, 'TEMPLATE_NOT_FOUND']);
    }
    expect((await ask('POST', '/versioned/versions/x/activate')).json.errors).toMatchObject([{ path: '/version' }]);
    expect((await ask('GET', '/versioned?version=3')).status).toBe(404);
  });

  it.each([
    ['no steps', { name: 'x' }, 400, 'VALIDATION_FAILED', '/steps'],
    ['two definitions', { definition: definition('x'), steps: [] }, 400, 'VALIDATION_FAILED', '/steps'],
    ['two names', { name: 'y', definition: definition('x') }, 400, 'VALIDATION_FAILED', '/definition/name'],
    [
      'the id of a run',
      { definition: { ...definition('x'), workflow_id: 'r' } },
      400,
      'VALIDATION_FAILED',
      '/definition/workflow_id',
    ],
    ['an owner', { ...definition('x'), owner: 'me' }, 400, 'VALIDATION_FAILED', '/owner'],
    ['no visibility', { ...definition('x'), visibility: 'public' }, 400, 'VALIDATION_FAILED', '/visibility'],
    [
      'a mistake',
      { ...definition('x'), steps: [say('a', '{{steps.b.output}}')] },
      422,
      'DEFINITION_INVALID',
      '/steps/0/parameters/message',
    ],
    [
      'a mistake inside',
      { definition: { name: 'x', steps: [{ step_id: 'a', agent_id: 'no' }] } },
      422,
      'DEFINITION_INVALID',
      '/definition/steps/0/agent_id',
    ],
  ])('refuse %s', async (_, body, status, code, path) => {
    const answer = await ask('POST', '', body);
    expect([answer.status, answer.json.code, answer.json.errors[0].path]).toEqual([status, code, path]);
    expect((await ask('GET', '/x')).status).toBe(404);
  });

  it('are private or the tenant’s, and changed by their owner and admins', async () => {
    await ask('POST', '', definition('mine'));
    await ask('POST', '', { ...definition('ours'), visibility: 'tenant' });
    const sees = async (person: 'ann' | 'bob' | 'viewer' | 'stranger' | 'admin') => {
      const { json } = await fixture.ask(person, 'GET', '/workflow-templates?limit=100');
      const names: string[] = json.workflow_templates.map(({ name }: { name: string }) => name);
      return names.filter((name) => name === 'mine' || name === 'ours');
    };
    expect([await sees('ann'), await sees('admin')]).toEqual([
      ['mine', 'ours'],
      ['mine', 'ours'],
    ]);
    expect([await sees('bob'), await sees('viewer'), await sees('stranger')]).toEqual([['ours'], ['ours'], []]);
    const put = (person: 'bob' | 'viewer' | 'stranger' | 'admin', name: string) =>
      fixture.ask(person, 'PUT', `/workflow-templates/${name}`, definition(name, 'changed'));
    expect((await put('bob', 'mine')).status).toBe(404);
    expect((await put('bob', 'ours')).json.code).toBe('FORBIDDEN');
    expect((await put('viewer', 'ours')).status).toBe(403);
    expect((await put('admin', 'ours')).json).toMatchObject({ version: 2, owner: fixture.people.ann.userId });
    expect((await put('admin', 'mine')).json).toMatchObject({ version: 2, visibility: 'private' });
    const run = { template: 'mine', inputs: { who: 'x' } };
    expect((await fixture.ask('bob', 'POST', '/workflows', run)).json.code).toBe('TEMPLATE_NOT_FOUND');
    for (const path of ['/mine', '/mine/versions', '/mine/stats']) {
      expect((await fixture.ask(null, 'GET', `/workflow-templates${path}`)).status).toBe(401);
      expect((await fixture.ask('bob', 'GET', `/workflow-templates${path}`)).json.code).toBe('TEMPLATE_NOT_FOUND');
    }
    const taken = await fixture.ask('bob', 'POST', '/workflow-templates', {
      ...definition('ours'),
      visibility: 'tenant',
    });
    expect([taken.status, taken.json.code]).toEqual([409, 'ALREADY_EXISTS']);
    expect((await fixture.ask('bob', 'POST', '/workflow-templates', definition('ours'))).status).toBe(201);
    expect((await fixture.ask('bob', 'GET', '/workflow-templates/ours')).json.owner).toBe(fixture.people.bob.userId);
  });

  it('tell how their runs went', async () => {
    await ask('POST', '', definition('counted'));
    const none = await ask('GET', '/counted/stats');
    expect(none.json).toMatchObject({ name: 'counted', runs: 0, success_rate: null, slowest_step: null });
    await fixture.ask('ann', 'POST', '/workflows', { template: 'counted', inputs: { who: 'ada' } });
    expect((await ask('GET', '/counted/stats')).json).toMatchObject({ runs: 1, completed: 0, cost: { micro_usd: 0 } });
  });

  it('that are shipped are everybody’s, kept once however often they come, and nobody’s to change but admins’', async () => {
    const { database, keys } = fixture.platform;
    const store = new WorkflowTemplateStore(database, new PayloadCipher(keys));
    const content = (word: string) => {
      const whole = { ...definition('shipped', word), steps: [{ type: 'task' as const, ...say('greet', word) }] };
      return { description: null, definition: whole, totalSteps: 1 };
    };
    const ship = (word: string) => store.ship('shipped', content(word));
    expect((await Promise.all([ship('one'), ship('one'), ship('one')])).sort()).toEqual(['kept', 'known', 'known']);
    expect([await ship('two'), await ship('one'), await ship('two')]).toEqual(['kept', 'known', 'known']);
    const seen = await fixture.ask('stranger', 'GET', '/workflow-templates/shipped');
    expect(seen.json).toMatchObject({ shipped: true, owner: null, tenant: null, active_version: 2, latest_version: 2 });
    expect((await ask('PUT', '/shipped', definition('shipped'))).json.code).toBe('FORBIDDEN');
    const changed = await fixture.ask('admin', 'PUT', '/workflow-templates/shipped', definition('shipped', 'ours'));
    expect(changed.json).toMatchObject({ active_version: 3, shipped: true });
    expect(await ship('four')).toBe('kept');
    expect((await ask('GET', '/shipped')).json).toMatchObject({ active_version: 3, latest_version: 4 });
    const own = await ask('POST', '', definition('shipped', 'mine'));
    expect(own.json).toMatchObject({ shipped: false, version: 1 });
    expect((await ask('GET', '/shipped')).json.shipped).toBe(false);
  });

  it('leave a trace in the audit log', async () => {
    await ask('POST', '', definition('audited'));
    const { json } = await fixture.ask('admin', 'GET', '/audit?event_type=template_changed&limit=1');
    expect(json.audit[0]).toMatchObject({ object_type: 'workflow_template', data: { name: 'audited', version: 1 } });
  });
});
