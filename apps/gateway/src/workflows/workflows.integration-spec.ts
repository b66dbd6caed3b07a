import { TaskFixture } from '../testing/task-fixture';

const UNKNOWN = '0190d3f0-0000-7000-8000-000000000000';
const say = (step_id: string, message = step_id, more: object = {}) => ({
  ...{ step_id, agent_id: 'echo', parameters: { message } },
  ...more,
});
const GREETING = {
  name: 'greeting',
  inputs: {
    type: 'object',
    required: ['who'],
    properties: { who: { type: 'string' }, times: { type: 'integer', default: 2 } },
  },
  steps: [say('hello', 'hello {{inputs.who}}'), { step_id: 'both', type: 'parallel', tasks: [say('a'), say('b')] }],
};

describe('workflows', () => {
  let fixture: TaskFixture;

  beforeAll(async () => {
    fixture = await TaskFixture.start();
  });
  afterAll(() => fixture.close());

  const ask = (method: string, path: string, body?: unknown, headers = {}) =>
    fixture.ask('ann', method, `/workflows${path}`, body, headers);
  const start = async (more: object = {}): Promise<string> => {
    const { status, json } = await ask('POST', '', { ...GREETING, input_values: { who: 'ada' }, ...more });
    expect([status, json.errors]).toEqual([201, undefined]);
    return json.workflow_id;
  };

  it('are started from a definition, shown and listed', async () => {
    const { status, headers, json } = await ask('POST', '', { ...GREETING, input_values: { who: 'ada' } });
    expect(status).toBe(201);
    const id = json.workflow_id;
    expect(json).toEqual({
      ...{ workflow_id: expect.stringMatching(/^[0-9a-f-]{36}$/), external_id: null, status: 'running' },
      ...{ submitted_at: expect.stringMatching(/Z$/), total_steps: 4, completed_steps: 0 },
    });
    expect(headers.location).toBe(`/api/v1/workflows/${id}`);
    const shown = await ask('GET', `/${id}`);
    expect(shown.json).toMatchObject({
      ...{ workflow_id: id, name: 'greeting', template: null, template_version: null, status: 'running', error: null },
      ...{
        inputs: { who: 'ada', times: 2 },
        output: null,
        steps_truncated: false,
        submitted_by_email: 'ann@example.com',
      },
    });
    expect(shown.json.steps).toMatchObject([
      { step_id: 'hello', path: 'hello', type: 'task', status: 'pending', task_id: null, output: null },
      { step_id: 'both', path: 'both', type: 'parallel' },
      { step_id: 'a', path: 'both.a' },
      { step_id: 'b', path: 'both.b' },
    ]);
    expect(shown.json).not.toHaveProperty('definition');
    expect((await ask('GET', `/${id}?include=definition`)).json.definition).toMatchObject({ name: 'greeting' });
    const list = await ask('GET', `?name=greeting&status=running&limit=1`);
    expect(list.json).toMatchObject({ total: 1, limit: 1, offset: 0, workflows: [{ workflow_id: id }] });
    expect(list.json.workflows[0]).not.toHaveProperty('steps');
    expect((await ask('GET', `/${id}/steps`)).json).toEqual({ steps: [], total: 0, limit: 50, offset: 0 });
  });

  it('bear their caller’s own id, each of a caller once', async () => {
    const id = await start({ workflow_id: 'launch-7' });
    expect((await ask('GET', '/launch-7')).json).toMatchObject({ workflow_id: id, external_id: 'launch-7' });
    const again = await ask('POST', '', { ...GREETING, input_values: { who: 'bob' }, workflow_id: 'launch-7' });
    expect([again.status, again.json.code, again.json.errors]).toMatchObject([
      ...[409, 'ALREADY_EXISTS'],
      [{ path: '/workflow_id' }],
    ]);
    const others = await fixture.ask('bob', 'POST', '/workflows', {
      ...{ ...GREETING, input_values: { who: 'bob' }, workflow_id: 'launch-7' },
    });
    expect(others.status).toBe(201);
    const seen = await fixture.ask('bob', 'GET', '/workflows/launch-7');
    expect(seen.json.workflow_id).toBe(others.json.workflow_id);
  });

  it('are started once per Idempotency-Key', async () => {
    const body = { ...GREETING, name: 'once', input_values: { who: 'ada' } };
    const headers = { 'idempotency-key': 'w-1' };
    const first = await ask('POST', '', body, headers);
    const again = await ask('POST', '', body, headers);
    expect([again.status, again.json, again.headers['idempotency-replayed']]).toEqual([201, first.json, 'true']);
    expect(again.headers.location).toBe(first.headers.location);
    const other = await ask('POST', '', { ...body, name: 'other' }, headers);
    expect([other.status, other.json.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect((await ask('GET', '?name=once')).json.total).toBe(1);
  });

  it('may be judged without being started', async () => {
    const { status, json } = await ask('POST', '?validate_only=true', {
      ...{ ...GREETING, name: 'judged', input_values: { who: 'ada' } },
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({ valid: true, name: 'judged', total_steps: 4, inputs: { who: 'ada', times: 2 } });
    expect(json.graph.nodes.map(({ path }: { path: string }) => path)).toEqual(['hello', 'both', 'both.a', 'both.b']);
    expect(json.graph.edges).toContainEqual({ from: 'hello', to: 'both', reasons: ['order'] });
    expect((await ask('GET', '?name=judged')).json.total).toBe(0);
  });

  it.each(['', '?validate_only=true'])('are refused with every mistake in their definition (%s)', async (query) => {
    const { status, json } = await ask('POST', query, {
      name: 'wrong',
      steps: [
        say('a', '{{steps.zzz.output}}'),
        say('a'),
        { step_id: 'c', agent_id: 'ecco', parameters: {} },
        { step_id: 'd', type: 'parallel', tasks: [{ ...say('e'), condition: 'inputs.x ===' }] },
      ],
    });
    expect([status, json.code]).toEqual([422, 'DEFINITION_INVALID']);
    const mistakes = json.errors.map(({ step_id, path, code }: Record<string, string>) => [step_id, path, code]);
    expect(mistakes).toEqual(
      expect.arrayContaining([
        ['a', '/steps/0/parameters/message', 'UNKNOWN_STEP'],
        ['a', '/steps/1/step_id', 'DUPLICATE_STEP_ID'],
        ['c', '/steps/2/agent_id', 'UNKNOWN_AGENT'],
        ['e', '/steps/3/tasks/0/condition', 'CONDITION_INVALID'],
      ]),
    );
  });

  it.each([
    ['no steps', { name: 'x' }, 400, 'VALIDATION_FAILED', '/steps'],
    ['steps that are none', { name: 'x', steps: {} }, 400, 'VALIDATION_FAILED', '/steps'],
    ['an empty list of steps', { name: 'x', steps: [] }, 422, 'DEFINITION_INVALID', '/steps'],
    ['no name', { steps: [say('a')] }, 422, 'DEFINITION_INVALID', '/name'],
    ['an unknown field', { name: 'x', steps: [say('a')], status: 'done' }, 400, 'VALIDATION_FAILED', '/status'],
    [
      'somebody else’s name',
      { name: 'x', steps: [say('a')], submitted_by: UNKNOWN },
      400,
      'VALIDATION_FAILED',
      '/submitted_by',
    ],
    [
      'an unknown field of a step',
      { name: 'x', steps: [say('a', 'a', { retires: 1 })] },
      422,
      'DEFINITION_INVALID',
      '/steps/0/retires',
    ],
    ['two forms at once', { template: 'x', steps: [say('a')] }, 400, 'VALIDATION_FAILED', '/steps'],
    ['the values of another form', { template: 'x', input_values: {} }, 400, 'VALIDATION_FAILED', '/input_values'],
    ['a version of no template', { name: 'x', steps: [say('a')], version: 1 }, 400, 'VALIDATION_FAILED', '/version'],
    ['values that do not fit', { ...GREETING, input_values: { who: 7 } }, 422, 'INPUTS_INVALID', '/input_values/who'],
    ['values that are missing', GREETING, 422, 'INPUTS_INVALID', '/input_values/who'],
  ])('refuse %s', async (_, body, status, code, path) => {
    const answer = await ask('POST', '', body);
    expect([answer.status, answer.json.code, answer.json.errors[0].path]).toEqual([status, code, path]);
  });

  it('refuse a template that is not there', async () => {
    const { status, json } = await ask('POST', '', { template: 'nowhere', inputs: {} });
    expect([status, json.code]).toEqual([404, 'TEMPLATE_NOT_FOUND']);
  });

  it('belong to who started them', async () => {
    const id = await start({ name: 'mine' });
    for (const path of [`/workflows/${id}`, `/workflows/${id}/steps`]) {
      expect((await fixture.ask(null, 'GET', path)).status).toBe(401);
      for (const person of ['bob', 'stranger'] as const) {
        const { status, json } = await fixture.ask(person, 'GET', path);
        expect([status, json.code]).toEqual([404, 'WORKFLOW_NOT_FOUND']);
      }
      for (const person of ['ann', 'viewer', 'admin'] as const) {
        expect((await fixture.ask(person, 'GET', path)).status).toBe(200);
      }
    }
    expect((await fixture.ask('bob', 'GET', '/workflows?name=mine')).json.total).toBe(0);
    expect((await fixture.ask('stranger', 'GET', '/workflows?name=mine')).json.total).toBe(0);
    expect((await fixture.ask('viewer', 'GET', '/workflows?name=mine')).json.total).toBe(1);
    expect((await fixture.ask('viewer', 'POST', '/workflows', GREETING)).status).toBe(403);
    expect((await fixture.ask(null, 'POST', '/workflows', GREETING)).status).toBe(401);
  });

  it.each([
    ['?limit=0', '/limit'],
    ['?status=done', '/status'],
    ['?submitted_by=ann', '/submitted_by'],
    ['?since=yesterday', '/since'],
    ['?colour=blue', '/colour'],
  ])('are not listed by %s', async (query, path) => {
    const { status, json } = await ask('GET', query);
    expect([status, json.errors[0].path]).toEqual([400, path]);
  });

  it('leave a trace in the audit log, and are counted', async () => {
    const id = await start({ name: 'audited' });
    const { json } = await fixture.ask('admin', 'GET', '/audit?event_type=workflow_submitted&limit=1');
    expect(json.audit[0]).toMatchObject({ object_type: 'workflow', object_id: id, data: { name: 'audited' } });
    const { text } = await fixture.ask('admin', 'GET', '/metrics');
    expect(text).toMatch(/^cadre_workflows_submitted_total\{.*source="definition".*\} \d+$/m);
  });
});
