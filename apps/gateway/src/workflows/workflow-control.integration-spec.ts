import { createMemoryBus } from '@cadre/bus';
import { MessageType, Topic, type WorkflowEventsV1 } from '@cadre/contracts';
import { until } from '@cadre/testing';
import { RunSteps } from '../testing/run-steps';
import { type Person, TaskFixture } from '../testing/task-fixture';

const UNKNOWN = '0190d3f0-0000-7000-8000-000000000000';
const ASKING = {
  name: 'asking',
  steps: [
    { step_id: 'ok', type: 'approval', message: 'go?' },
    { step_id: 'paid', type: 'signal', name: 'paid' },
    { step_id: 'each', type: 'map', items: [1, 2], task: { agent_id: 'echo', parameters: { message: '{{item}}' } } },
  ],
};
const FORM = { type: 'object', required: ['note'], properties: { note: { type: 'string', maxLength: 5 } } };

describe('commands to workflows', () => {
  let fixture: TaskFixture;
  let steps: RunSteps;
  /** What engines would hear. */
  const heard: string[] = [];

  beforeAll(async () => {
    fixture = await TaskFixture.start();
    await fixture.listen();
    steps = new RunSteps(fixture.platform);
    const { broadcast } = createMemoryBus(fixture.broker);
    await broadcast.start();
    await broadcast.subscribe(Topic.WorkflowEvents, ({ type, data }) => {
      if (type !== MessageType.WorkflowEvents) return;
      for (const event of (data as WorkflowEventsV1).events) heard.push(`${event.workflow_id} ${event.type}`);
    });
  });
  afterAll(() => fixture.close());

  const as =
    (person: Person) =>
    (method: string, path: string, body?: unknown, headers = {}) =>
      fixture.ask(person, method, `/workflows${path}`, body, headers);
  const ask = as('ann');
  const start = async (): Promise<string> => (await ask('POST', '', ASKING)).json.workflow_id;
  const hears = (id: string, type: string) => until(() => heard.includes(`${id} ${type}`));

  it('pause, resume, cancel, and wake whoever carries them out', async () => {
    const id = await start();
    await hears(id, 'submitted');
    const paused = await ask('POST', `/${id}/pause`);
    expect([paused.status, paused.json]).toMatchObject([200, { workflow_id: id, status: 'paused' }]);
    expect(paused.json.paused_at).toMatch(/Z$/);
    await hears(id, 'paused');
    const again = await ask('POST', `/${id}/pause`);
    expect([again.status, again.json.code]).toEqual([409, 'WORKFLOW_STATE_CONFLICT']);
    expect((await ask('POST', `/${id}/resume`)).json).toMatchObject({ status: 'running', paused_at: null });
    await hears(id, 'resumed');
    const unpaused = await ask('POST', `/${id}/resume`);
    expect([unpaused.status, unpaused.json.code]).toEqual([409, 'WORKFLOW_STATE_CONFLICT']);
    const cancelled = await ask('DELETE', `/${id}`);
    expect([cancelled.status, cancelled.json]).toEqual([
      ...[200, { workflow_id: id, status: 'cancelling', cancel_requested_at: expect.stringMatching(/Z$/) }],
    ]);
    await hears(id, 'cancel_requested');
    expect((await ask('DELETE', `/${id}`)).json.cancel_requested_at).toBe(cancelled.json.cancel_requested_at);
  });

  it('are refused by a run that has ended, but for a retry of one that failed', async () => {
    const id = await start();
    expect((await ask('POST', `/${id}/retry`)).json.code).toBe('WORKFLOW_STATE_CONFLICT');
    await steps.end(id, 'failed');
    for (const [method, path, body] of [
      ['DELETE', ''],
      ['POST', '/pause'],
      ['POST', '/signals/paid', {}],
      ['POST', '/steps/ok/approve', {}],
    ] as const) {
      const { status, json } = await ask(method, `/${id}${path}`, body);
      expect([path, status, json.code]).toEqual([path, 409, 'WORKFLOW_ALREADY_FINISHED']);
    }
    const retried = await ask('POST', `/${id}/retry`);
    expect([retried.status, retried.json]).toMatchObject([200, { status: 'running', completed_at: null, error: null }]);
    await steps.end(id, 'completed');
    expect((await ask('POST', `/${id}/retry`)).json.code).toBe('WORKFLOW_STATE_CONFLICT');
  });

  it('decide once about a step that waits', async () => {
    const id = await start();
    const early = await ask('POST', `/${id}/steps/ok/approve`, {});
    expect([early.status, early.json.code]).toEqual([404, 'WORKFLOW_STEP_NOT_FOUND']);
    await steps.wait(id, 'ok', 'approval', { message: 'go?', form: FORM });
    const shown = await ask('GET', `/${id}`);
    expect(shown.json.steps[0]).toMatchObject({ path: 'ok', status: 'waiting', approval: { message: 'go?' } });
    const misfit = await ask('POST', `/${id}/steps/ok/approve`, { values: { note: 'too long' } });
    expect([misfit.status, misfit.json.code]).toEqual([422, 'FORM_INVALID']);
    expect(misfit.json.errors).toMatchObject([{ path: '/values/note' }]);
    const unknown = await ask('POST', `/${id}/steps/ok/approve`, { approver: 'me' });
    expect([unknown.status, unknown.json.errors[0].path]).toEqual([400, '/approver']);
    const done = await ask('POST', `/${id}/steps/ok/approve`, { values: { note: 'yes' }, comment: 'fine' });
    expect([done.status, done.json]).toEqual([
      ...[200, { workflow_id: id, path: 'ok', decision: 'approved', decided_by: 'ann@example.com' }],
    ]);
    await hears(id, 'decided');
    const late = await ask('POST', `/${id}/steps/ok/reject`, {});
    expect([late.status, late.json.code]).toEqual([409, 'WORKFLOW_STEP_NOT_WAITING']);
  });

  it('let decide whom the step names, also about a run of somebody else', async () => {
    const id = await start();
    await steps.wait(id, 'ok', 'approval', { approvers: ['bob@example.com'], four_eyes: true });
    const own = await ask('POST', `/${id}/steps/ok/approve`, {});
    expect([own.status, own.json.code]).toEqual([403, 'FORBIDDEN']);
    expect((await as('viewer')('POST', `/${id}/steps/ok/approve`, {})).status).toBe(403);
    expect((await as('stranger')('POST', `/${id}/steps/ok/approve`, {})).status).toBe(403);
    expect((await as('bob')('POST', `/${id}/steps/ok/approve`, {})).status).toBe(200);
    const other = await start();
    await steps.wait(other, 'ok', 'approval', { approvers: ['ann@example.com'] });
    const foreign = await as('bob')('POST', `/${other}/steps/ok/approve`, {});
    expect([foreign.status, foreign.json.code]).toEqual([404, 'WORKFLOW_NOT_FOUND']);
    expect((await ask('POST', `/${other}/steps/ok/reject`, {})).json.decision).toBe('rejected');
  });

  it('send signals that a step waits for or will, once per key', async () => {
    const id = await start();
    const sent = await ask('POST', `/${id}/signals/paid`, { amount: 3 }, { 'idempotency-key': 's-1' });
    expect([sent.status, sent.json]).toMatchObject([202, { workflow_id: id, name: 'paid', status: 'accepted' }]);
    const again = await ask('POST', `/${id}/signals/paid`, { amount: 3 }, { 'idempotency-key': 's-1' });
    expect(again.json).toEqual(sent.json);
    expect((await ask('POST', `/${id}/signals/paid`)).status).toBe(202);
    const nobody = await ask('POST', `/${id}/signals/payd`, {});
    expect([nobody.status, nobody.json.code]).toEqual([404, 'WORKFLOW_STEP_NOT_FOUND']);
    expect(nobody.json.detail).toContain('did you mean "paid"');
    expect((await ask('POST', `/${id}/signals/paid`, [1])).status).toBe(400);
    const { json } = await ask('GET', `/${id}/events`);
    expect(json.events.map(({ type }: { type: string }) => type)).toEqual(['submitted', 'signalled', 'signalled']);
  });

  it('are nobody’s but the owner’s and the admins’', async () => {
    const id = await start();
    const routes = [
      ...[
        ['DELETE', ''],
        ['POST', '/pause'],
        ['POST', '/resume'],
        ['POST', '/retry'],
      ],
      ...[
        ['POST', '/steps/ok/approve', {}],
        ['POST', '/steps/ok/reject', {}],
        ['POST', '/signals/paid', {}],
      ],
    ] as [string, string, object?][];
    for (const [method, path, body] of routes) {
      const call = async (person: Person | null, run = id) =>
        (await fixture.ask(person, method, `/workflows/${run}${path}`, body)).status;
      expect([path, await call(null), await call('viewer'), await call('bob')]).toEqual([path, 401, 403, 404]);
      expect([path, await call('admin', UNKNOWN)]).toEqual([path, 404]);
    }
    expect((await ask('GET', `/${id}`)).json).toMatchObject({ status: 'running', cancel_requested_at: null });
    expect((await as('admin')('POST', `/${id}/pause`)).status).toBe(200);
  });

  it('stand in the audit log', async () => {
    const id = await start();
    await ask('POST', `/${id}/pause`);
    const { json } = await fixture.ask('admin', 'GET', `/audit?event_type=workflow_commanded&object_id=${id}`);
    expect(json.audit).toMatchObject([{ email: 'ann@example.com', data: { command: 'pause' } }]);
  });
});
