import * as fc from 'fast-check';
import { createEnvelope } from './create-envelope';
import { checkMessage, decodeMessage } from './decode-message';
import type { ClaimAnswerV1 } from './messages/claim.v1';
import { MessageType } from './topology';

const ID = '01900000-0000-7000-8000-000000000001';
const meta = { id: ID, time: new Date(0) };

describe('decodeMessage', () => {
  it('reads back what createEnvelope wrote', () => {
    const envelope = createEnvelope(
      MessageType.TaskDispatched,
      1,
      { task_id: ID, dispatch_no: 3, agent_id: 'echo' },
      { ...meta, traceId: '00-a-b-01', tenant: 'default', attempt: 2, dispatchNo: 3 },
    );
    expect(decodeMessage(JSON.stringify(envelope))).toEqual({ ok: true, envelope });
  });

  it.each([
    ['text that is not JSON', '{"id":', 'not JSON'],
    ['JSON that is not an object', '[]', '/: expected an object'],
    [
      'an envelope without a type',
      JSON.stringify({ id: ID, version: 1, time: '', data: {} }),
      '/type: expected a name',
    ],
  ])('refuses %s', (_what, body, fault) => {
    expect(decodeMessage(body)).toEqual({ ok: false, fault });
  });

  it.each(['task.unheard', 'constructor', '__proto__'])('refuses the unknown type %s', (type) => {
    const decoded = checkMessage({ id: ID, type, version: 1, time: '', data: {} });
    expect(decoded).toEqual({ ok: false, fault: `unknown message ${type} version 1` });
  });

  it('refuses a version it does not know', () => {
    const decoded = checkMessage({
      id: ID,
      type: MessageType.Control,
      version: 9,
      time: '',
      data: { action: 'drain' },
    });
    expect(decoded).toEqual({ ok: false, fault: 'unknown message worker.control version 9' });
  });

  it('ignores fields a newer sender adds', () => {
    const data = { action: 'drain', later: true };
    expect(checkMessage({ id: ID, type: MessageType.Control, version: 1, time: '', data, extra: 1 }).ok).toBe(true);
  });

  it('never throws, whatever arrives', () => {
    const types = fc.constantFrom(...Object.values(MessageType));
    fc.assert(
      fc.property(types, fc.jsonValue(), (type, data) => {
        const body = JSON.stringify({ id: ID, type, version: 1, time: '', data });
        expect(typeof decodeMessage(body).ok).toBe('boolean');
      }),
    );
  });
});

describe('the checks of each message', () => {
  const claim = { claim_id: ID, task_id: ID, dispatch_no: 1 };
  const claims = { worker_id: 'w-1', worker_host: 'host', team: 'testing', claims: [claim] };
  const report = { task_id: ID, lease_no: 1, lease_token: ID, outcome: { kind: 'cancelled' }, duration_ms: 3.5 };
  const heartbeat = {
    worker_id: 'w-1',
    team: 'testing',
    host: 'host',
    pid: 1,
    version: '1',
    slots: 10,
    busy: 0,
    draining: false,
    uptime_seconds: 1,
    leases: [{ task_id: ID, lease_token: ID, progress: { percent: 5 } }],
  };
  const event = {
    task_id: ID,
    seq: 1,
    type: 'queued',
    from: null,
    to: 'queued',
    attempt: 0,
    actor: 'x',
    at: '',
    data: null,
  };
  const grant: ClaimAnswerV1 = {
    results: [
      { claim_id: ID, task_id: ID, granted: false, reason: 'paused' },
      {
        claim_id: ID,
        task_id: ID,
        granted: true,
        grant: {
          lease_no: 1,
          lease_token: ID,
          lease_seconds: 30,
          agent_id: 'echo',
          agent_version: null,
          tenant: 'default',
          sealed_parameters: 'v1',
          sealed_checkpoint: null,
          input_artifacts: [{ artifact_id: ID, name: 'a', size: 1, sha256: 'x', content_type: 'text/plain' }],
          timeout_seconds: 1,
          soft_timeout_seconds: 1,
          failures_counted: 0,
          max_retries: 3,
          cancel_requested: false,
          trace_parent: null,
        },
      },
    ],
  };

  const valid: [MessageType, object][] = [
    [MessageType.Claim, claims],
    [MessageType.ClaimAnswer, grant],
    [MessageType.Heartbeat, heartbeat],
    [MessageType.HeartbeatAnswer, { renewed: [ID], lost: [], cancel: [], drain: false }],
    [MessageType.Report, { worker_id: 'w', team: 't', reports: [report] }],
    [MessageType.ReportAnswer, { results: [{ task_id: ID, lease_no: 1, lease_token: ID, verdict: 'settled' }] }],
    [MessageType.Control, { action: 'cancel', task_id: ID, lease_no: 1 }],
    [MessageType.TaskEvents, { events: [event], progress: [] }],
    [MessageType.DispatchHint, { teams: ['testing'] }],
    [
      MessageType.WorkflowEvents,
      {
        events: [
          {
            ...{ workflow_id: ID, seq: 1, type: 'started', path: 'blog', from: 'pending', to: 'running', attempt: 1 },
            ...{ actor: 'system', at: '', data: null },
          },
        ],
      },
    ],
    [MessageType.ScheduleHint, { schedule_id: '01890000-0000-7000-8000-000000000001' }],
  ];
  it.each(valid)('takes a well-formed %s', (type, data) => {
    expect(checkMessage({ id: ID, type, version: 1, time: '', data })).toMatchObject({ ok: true });
  });

  const invalid: [string, MessageType, object, string][] = [
    [
      'a claim whose id is no UUID',
      MessageType.Claim,
      { ...claims, claims: [{ ...claim, task_id: 'x' }] },
      '/data/claims/0/task_id: expected a UUID',
    ],
    ['a worker name with NUL', MessageType.Claim, { ...claims, worker_id: 'a\0' }, '/data/worker_id: expected a name'],
    [
      'a dispatch number beyond its column',
      MessageType.Claim,
      { ...claims, claims: [{ ...claim, dispatch_no: 2 ** 31 }] },
      '/data/claims/0/dispatch_no: expected a whole number from 0',
    ],
    [
      'an unknown outcome',
      MessageType.Report,
      { worker_id: 'w', team: 't', reports: [{ ...report, outcome: { kind: 'won' } }] },
      '/data/reports/0/outcome/kind: expected one of completed, failed, handed_back, waiting, approval, cancelled',
    ],
    [
      'a failed outcome without its error',
      MessageType.Report,
      { worker_id: 'w', team: 't', reports: [{ ...report, outcome: { kind: 'failed' } }] },
      '/data/reports/0/outcome/error: expected an object',
    ],
    [
      'a negative progress',
      MessageType.Heartbeat,
      { ...heartbeat, leases: [{ task_id: ID, lease_token: ID, progress: { percent: -1 } }] },
      '/data/leases/0/progress/percent: expected a number from 0',
    ],
    [
      'a grant that grants nothing',
      MessageType.ClaimAnswer,
      { results: [{ claim_id: ID, task_id: ID, granted: true }] },
      '/data/results/0/grant: expected an object',
    ],
  ];
  it.each(invalid)('refuses %s', (_what, type, data, fault) => {
    expect(checkMessage({ id: ID, type, version: 1, time: '', data })).toEqual({ ok: false, fault });
  });
});
