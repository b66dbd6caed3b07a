import { freshDatabase } from '@cadre/testing';
import type { ReportStore } from '../engine/report/report.store';
import { WaitEndStore } from '../engine/wait/wait-end.store';
import type { Commander } from '../task/command/commander';
import { EngineFixture } from '../testing/engine-fixture';
import { SYSTEM_ORIGIN } from '../audit/origin';
import { WaitStore } from '../wait/wait.store';
import { ApprovalStore } from './approval.store';

let engine: EngineFixture;
let approvals: ApprovalStore;
let reports: ReportStore;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  engine = new EngineFixture(database.url);
  approvals = new ApprovalStore(engine.db, engine.cipher);
  reports = engine.reports;
  drop = () => database.drop();
});
afterAll(async () => {
  await engine.close();
  await drop();
});
beforeEach(async () => {
  await engine.clear();
  await engine.sql(`TRUNCATE task_waits, approvals, checkpoints`);
  await engine.agent('echo');
});

const EVE = '0199c1a0-0000-7000-8000-0000000000e0';
const by = (userId = EVE, visibility: Commander['visibility'] = { kind: 'all' }): Commander => ({
  origin: { ...SYSTEM_ORIGIN, userId, email: 'eve@example.com', tenant: 'default' },
  visibility,
});
const YES = { approved: true, comment: null, requestHash: null };

interface Asked {
  readonly taskId: string;
  readonly approvalId: string;
}

/** A task that waits for a person. */
async function asking(more: { fourEyes?: boolean; requestHash?: string } = {}): Promise<Asked> {
  const started = await engine.running();
  const outcome = {
    ...{ kind: 'approval' as const, deadlineSeconds: 60, tool: 'email.send', requestHash: 'a1', fourEyes: false },
    arguments: Buffer.from('{"to":"canary@example.com"}'),
    checkpoint: Buffer.from('{"kind":"llm","steps":3}'),
    ...more,
  } as const;
  const report = engine.report(started, outcome);
  for (let times = 0; times < 2; times += 1) {
    expect((await reports.recordOutcomes([report])).results).toMatchObject([{ verdict: 'settled' }]);
  }
  const { taskId } = started.claim;
  const [row] = await engine.sql<{ approval_id: string }>(
    `SELECT approval_id FROM approvals WHERE task_id = $1`,
    taskId,
  );
  return { taskId, approvalId: row?.approval_id ?? '' };
}

const auditOf = (id: string) =>
  engine.sql(`SELECT event_type, task_id, agent_id, data FROM audit_log WHERE object_id = $1`, id);

describe('a task that waits for a person', () => {
  it('holds no lease, and what it asks stands nowhere in the open', async () => {
    const { taskId, approvalId } = await asking();
    expect(await engine.row(taskId)).toMatchObject({ status: 'waiting', lease_token: null, failures_counted: 0 });
    const found = await approvals.get(approvalId, { kind: 'all' });
    expect(found).toMatchObject({
      ...{ status: 'pending', task_id: taskId, tool: 'email.send', request_hash: 'a1', decided_by: null },
      arguments: { kind: 'opened', value: { to: 'canary@example.com' } },
    });
    const rows = await engine.sql(
      `SELECT approvals.*, checkpoints.sealed FROM approvals JOIN checkpoints USING (task_id)`,
    );
    expect(JSON.stringify(rows)).not.toContain('canary');
  });

  it('is listed for those who may see it', async () => {
    const first = await asking();
    const second = await asking({ requestHash: 'a2' });
    await approvals.decide(first.approvalId, YES, by());
    const ids = async (status?: 'pending' | 'approved', visibility: Commander['visibility'] = { kind: 'all' }) =>
      (await approvals.list({ status, limit: 10, offset: 0 }, visibility)).approvals.map((one) => one.approval_id);
    expect(await ids()).toEqual([second.approvalId, first.approvalId]);
    expect(await ids('pending')).toEqual([second.approvalId]);
    expect(await ids('approved')).toEqual([first.approvalId]);
    expect(await ids(undefined, { kind: 'own', userId: EVE })).toEqual([]);
    expect(await approvals.get(second.approvalId, { kind: 'tenant', tenant: 'other' })).toBeNull();
    expect(await approvals.list({ limit: 1, offset: 5 }, { kind: 'all' })).toEqual({ approvals: [], total: 2 });
  });

  it.each([true, false])('goes on with the decision in its checkpoint (approved: %s)', async (approved) => {
    const { taskId, approvalId } = await asking();
    const outcome = await approvals.decide(approvalId, { approved, comment: 'why not', requestHash: 'a1' }, by());
    expect(outcome).toMatchObject({
      kind: 'decided',
      approval: { status: approved ? 'approved' : 'rejected', decided_by: 'eve@example.com' },
      events: [{ task_id: taskId, type: 'resumed', from: 'waiting', to: 'pending', actor: `user:${EVE}` }],
    });
    const [started] = await engine.start(await engine.dispatchAll(await engine.lead()));
    expect(JSON.parse(String(started?.grant.checkpoint))).toEqual({
      ...{ kind: 'llm', steps: 3 },
      approval: { request_hash: 'a1', approved, comment: 'why not', decided_by: 'eve@example.com' },
    });
    expect(await auditOf(approvalId)).toMatchObject([
      { event_type: approved ? 'tool_approved' : 'tool_rejected', task_id: taskId, data: { tool: 'email.send' } },
    ]);
    expect(JSON.stringify(await engine.sql(`SELECT * FROM approvals`))).not.toContain('why not');
  });

  it('takes one decision, of however many come at once', async () => {
    const { approvalId } = await asking();
    const all = await Promise.all(
      [true, false, true].map((approved) => approvals.decide(approvalId, { ...YES, approved }, by())),
    );
    expect(all.map(({ kind }) => kind).sort()).toEqual(['decided', 'over', 'over']);
    expect(await auditOf(approvalId)).toHaveLength(1);
  });

  it('is decided by nobody who may not see it, and, if it says so, not by whoever submitted it', async () => {
    const { taskId, approvalId } = await asking({ fourEyes: true });
    expect(await approvals.decide(approvalId, YES, by(EVE, { kind: 'own', userId: EVE }))).toEqual({
      kind: 'not_found',
    });
    const [task] = await engine.sql<{ submitted_by: string }>(
      `SELECT submitted_by FROM tasks WHERE task_id = $1`,
      taskId,
    );
    expect(await approvals.decide(approvalId, YES, by(task?.submitted_by))).toEqual({ kind: 'own_task' });
    expect(await approvals.decide(approvalId, { ...YES, requestHash: 'zz' }, by())).toEqual({ kind: 'other_request' });
    expect(await engine.row(taskId)).toMatchObject({ status: 'waiting' });
    expect(await auditOf(approvalId)).toEqual([]);
    expect(await approvals.decide(approvalId, YES, by())).toMatchObject({ kind: 'decided' });
  });

  it('times out with a dead letter of its own kind, and is decided by nobody after that', async () => {
    const { taskId, approvalId } = await asking();
    await engine.sql(`UPDATE task_waits SET expires_at = now() - interval '1 second'`);
    await engine.sql(`UPDATE approvals SET expires_at = now() - interval '1 second'`);
    const events = await new WaitEndStore(engine.db).timeOut(10);
    expect(events).toMatchObject([{ task_id: taskId, type: 'timed_out', from: 'waiting', to: 'timeout' }]);
    const letters = await engine.sql(`SELECT error_code FROM dlq_tasks WHERE task_id = $1`, taskId);
    expect(letters).toEqual([{ error_code: 'APPROVAL_TIMEOUT' }]);
    expect(await approvals.decide(approvalId, YES, by())).toMatchObject({
      kind: 'over',
      approval: { status: 'closed' },
    });
  });

  it('is not woken by a callback', async () => {
    const { approvalId } = await asking();
    expect(await new WaitStore(engine.db, engine.cipher).find(`approval:${approvalId}`)).toBeNull();
  });

  it('may ask again: earlier questions stay on record', async () => {
    const { taskId, approvalId } = await asking();
    await approvals.decide(approvalId, YES, by());
    const [started] = await engine.start(await engine.dispatchAll(await engine.lead()));
    if (started === undefined) throw new TypeError('the task did not start again');
    const outcome = {
      ...{ kind: 'approval' as const, deadlineSeconds: 60, tool: 'email.send', requestHash: 'a2', fourEyes: false },
      ...{ arguments: Buffer.from('{}'), checkpoint: Buffer.from('{}') },
    } as const;
    await reports.recordOutcomes([engine.report(started, outcome)]);
    const { approvals: all } = await approvals.list({ limit: 10, offset: 0 }, { kind: 'all' });
    expect(all.map(({ task_id, status }) => [task_id, status])).toEqual([
      [taskId, 'pending'],
      [taskId, 'approved'],
    ]);
  });

  it.each(['arguments', 'checkpoint'])('fails when its %s cannot be read', async (part) => {
    const started = await engine.running();
    const outcome = {
      ...{ kind: 'approval' as const, deadlineSeconds: 60, tool: 't', requestHash: 'h', fourEyes: false },
      ...{ arguments: Buffer.from('{}'), checkpoint: Buffer.from('{}'), [part]: null },
    } as const;
    await reports.recordOutcomes([engine.report(started, outcome)]);
    expect(await engine.row(started.claim.taskId)).toMatchObject({ status: 'failed', error_code: 'RESULT_UNREADABLE' });
  });
});
