import { readFileSync } from 'node:fs';
import { loadAgentDefinitions, projectFile } from '@cadre/agents';
import { AgentStore } from '@cadre/persistence';
import { until } from '@cadre/testing';
import { TaskFixture } from '../testing/task-fixture';

const say = (step_id: string, message = step_id, more: object = {}) => ({
  ...{ step_id, agent_id: 'echo', parameters: { message } },
  ...more,
});
const LAUNCH = {
  name: 'launch',
  inputs: {
    type: 'object',
    required: ['topics'],
    properties: { topics: { type: 'array' }, urgent: { type: 'boolean', default: false } },
  },
  steps: [
    say('draft', 'draft', { condition: 'inputs.topics.length > 5' }),
    {
      ...{ step_id: 'read', type: 'map', items: '{{inputs.topics}}' },
      task: { agent_id: 'reader', parameters: { topic: '{{item}}' } },
    },
    {
      ...{ step_id: 'how', type: 'switch', default: [say('mail', '{{steps.read.output[1].summary}}')] },
      cases: [{ when: 'inputs.urgent', steps: [say('call')] }],
    },
  ],
  output: { told: '{{steps.how.mail.output.sent}}', topics: '{{steps.read.output.length}}' },
};
const DRY = {
  ...{ ...LAUNCH, input_values: { topics: ['queues', 'leases'] } },
  mock_outputs: { 'read[]': { summary: 'any' }, 'read[1]': { summary: 'of leases' }, mail: { sent: true } },
};

describe('a dry run of a workflow', () => {
  let fixture: TaskFixture;

  beforeAll(async () => {
    fixture = await TaskFixture.start();
  });
  afterAll(() => fixture.close());

  const ask = (method: string, path: string, body?: unknown, headers = {}) =>
    fixture.ask('ann', method, path, body, headers);
  const rehearse = (body: unknown, query = '?dry_run=true') => ask('POST', `/workflows${query}`, body);
  const step = ({ steps }: { steps: { path: string }[] }, path: string) => steps.find((one) => one.path === path);

  it('tells what would happen', async () => {
    const { status, headers, json } = await rehearse(DRY);
    expect([status, json.errors, headers.location]).toEqual([200, undefined, undefined]);
    expect(json).toMatchObject({
      ...{ name: 'launch', inputs: { topics: ['queues', 'leases'], urgent: false }, status: 'completed', error: null },
      ...{ output: { told: true, topics: 2 }, truncated: null, unused_mocks: [] },
    });
    expect(json.steps.map(({ path }: { path: string }) => path)).toEqual([
      ...['draft', 'read', 'read[0]', 'read[1]', 'how', 'how.mail', 'how.call'],
    ]);
    expect(step(json, 'draft')).toMatchObject({ status: 'skipped', reason: 'condition', parameters: null });
    expect(step(json, 'read')).toMatchObject({ type: 'map', status: 'completed', elements: 2, mocked: null });
    expect(step(json, 'how')).toMatchObject({ type: 'switch', branch: 'default' });
    expect(step(json, 'how.call')).toMatchObject({ status: 'skipped', reason: 'branch', attempt: 0 });
    expect(step(json, 'read[1]')).toEqual({
      ...{
        step_id: 'read',
        path: 'read[1]',
        type: 'task',
        status: 'completed',
        reason: null,
        attempt: 1,
        branch: null,
      },
      ...{ agent_id: 'reader', template: null, parameters: { topic: 'leases', words: 15 }, elements: null },
      ...{ mocked: true, output: { summary: 'of leases' }, error: null },
    });
    expect(step(json, 'how.mail')).toMatchObject({ step_id: 'mail', parameters: { message: 'of leases' } });
  });

  it('starts and stores nothing', async () => {
    const stored = async () => {
      const lists = ['/workflows', '/tasks', '/workflow-templates'].map((path) => ask('GET', path));
      const counts = (await Promise.all(lists)).map(({ json }) => json.total);
      const { json } = await fixture.ask('admin', 'GET', '/audit?event_type=workflow_submitted');
      return [...counts, json.total ?? json.audit.length];
    };
    const before = await stored();
    expect(before).toEqual(before.map(Number));
    const key = { 'idempotency-key': 'dry-1' };
    expect((await ask('POST', '/workflows?dry_run=true', DRY, key)).status).toBe(200);
    expect(await stored()).toEqual(before);
    const { mock_outputs: _mocks, ...body } = DRY;
    expect((await ask('POST', '/workflows', body, key)).status).toBe(201);
    expect(await stored()).not.toEqual(before);
  });

  it('tells of a reference without a value, and of what falls with it', async () => {
    const { mock_outputs: _mocks, ...body } = DRY;
    const { status, json } = await rehearse(body);
    const error = { code: 'TEMPLATE_UNRESOLVED', message: expect.stringContaining('steps.read.output[1].summary') };
    expect([status, json.status, json.output]).toEqual([200, 'failed', null]);
    expect(step(json, 'read[0]')).toMatchObject({ mocked: false, output: {} });
    expect(step(json, 'how.mail')).toMatchObject({ status: 'failed', mocked: null, error });
    expect(json.error).toMatchObject({ ...error, path: 'how' });
  });

  it('judges parameters by their agents', async () => {
    const { json } = await rehearse({ ...DRY, input_values: { topics: [''] } });
    const error = { code: 'PARAMETERS_INVALID', message: expect.stringContaining('/topic') };
    expect(step(json, 'read[0]')).toMatchObject({ status: 'failed', error, parameters: { topic: '' } });
  });

  it('judges what children are given by their templates, without entering them', async () => {
    const child = {
      name: 'greet',
      inputs: { type: 'object', required: ['who'], properties: { who: { type: 'string' } } },
    };
    const kept = await ask('POST', '/workflow-templates', {
      name: 'greet',
      definition: { ...child, steps: [say('hi')] },
    });
    expect([kept.status, kept.json.errors]).toEqual([201, undefined]);
    const run = (who: string) => ({
      ...{ name: 'outer', input_values: { who: 7, name: 'ada' }, mock_outputs: { kid: { said: 'hi ada' } } },
      steps: [
        { step_id: 'kid', type: 'workflow', template: 'greet', inputs: { who } },
        say('b', '{{steps.kid.output.said}}'),
      ],
    });
    const good = await rehearse(run('{{inputs.name}}'));
    expect(good.json.status).toBe('completed');
    expect(step(good.json, 'kid')).toMatchObject({ template: 'greet', parameters: { who: 'ada' }, mocked: true });
    expect(step(good.json, 'b')).toMatchObject({ parameters: { message: 'hi ada' } });
    const bad = await rehearse(run('{{inputs.who}}'));
    expect(step(bad.json, 'kid')).toMatchObject({ status: 'failed', error: { code: 'INPUTS_INVALID' } });
    const named = await rehearse({ template: 'greet', inputs: { who: 'ada' }, mock_outputs: { hi: { is: 1 } } });
    expect(named.json).toMatchObject({ status: 'completed', output: { hi: { is: 1 } } });
  });

  const { mock_outputs: _mocks, ...unmocked } = DRY;
  it.each<[string, string, object, number, string, string]>([
    [
      'an unknown step',
      '?dry_run=true',
      { ...unmocked, mock_outputs: { mial: {} } },
      400,
      'VALIDATION_FAILED',
      '/mock_outputs/mial',
    ],
    [
      'a step without answer',
      '?dry_run=true',
      { ...unmocked, mock_outputs: { how: {} } },
      400,
      'VALIDATION_FAILED',
      '/mock_outputs/how',
    ],
    [
      'mocks that are a list',
      '?dry_run=true',
      { ...unmocked, mock_outputs: [] },
      400,
      'VALIDATION_FAILED',
      '/mock_outputs',
    ],
    ['mocks of a run', '', DRY, 400, 'VALIDATION_FAILED', '/mock_outputs'],
    ['mocks of a validation', '?validate_only=true', DRY, 400, 'VALIDATION_FAILED', '/mock_outputs'],
    ['both at once', '?validate_only=true&dry_run=true', DRY, 400, 'VALIDATION_FAILED', '/dry_run'],
    ['another word than true', '?dry_run=yes', DRY, 400, 'VALIDATION_FAILED', '/dry_run'],
    [
      'values that do not fit',
      '?dry_run=true',
      { ...DRY, input_values: {} },
      422,
      'INPUTS_INVALID',
      '/input_values/topics',
    ],
    [
      'a wrong definition',
      '?dry_run=true',
      { ...DRY, output: {}, steps: [say('a', '{{steps.b.output}}')] },
      422,
      'DEFINITION_INVALID',
      '/steps/0/parameters/message',
    ],
  ])('is refused with %s', async (_, query, body, status, code, path) => {
    const answer = await rehearse(body, query);
    expect([answer.status, answer.json.code, answer.json.errors[0].path]).toEqual([status, code, path]);
  });

  it('is for those who may start runs', async () => {
    const asked = (['viewer', null] as const).map((who) => fixture.ask(who, 'POST', '/workflows?dry_run=true', DRY));
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([403, 401]);
  });

  it('answers the example of the page as the page says', async () => {
    const page = readFileSync(projectFile('docs/workflows.md'), 'utf8');
    const [, path = '', body = ''] = /^```http\nPOST (\S+)\n\n([^`]*)^```$/m.exec(page) ?? [];
    const [, expected = ''] = /^```http\nHTTP\/1.1 200 OK\n\n([^`]*)^```$/m.exec(page) ?? [];
    await new AgentStore(fixture.platform.database).sync(
      loadAgentDefinitions(projectFile('configs/agents')).definitions,
    );
    // Agents are known two seconds after they are there.
    await until(async () => (await ask('POST', path, JSON.parse(body))).status === 200);
    const { json } = await ask('POST', path, JSON.parse(body));
    expect(json).toMatchObject(JSON.parse(expected));
  });
});
