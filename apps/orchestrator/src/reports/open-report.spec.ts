import { type AttemptOutcomeV1, type AttemptReportV1, MessageType } from '@cadre/contracts';
import { BusCipher, generateKeyMaterial, KeyRing } from '@cadre/crypto';
import { openReports } from './open-report';

const cipher = new BusCipher('testing', new KeyRing(generateKeyMaterial(['testing'])).busKey('testing'));
const seal = (text: string) => cipher.seal(text, { type: MessageType.Report, taskId: 't', leaseNo: 2 });

function open(outcome: AttemptOutcomeV1, values: Partial<AttemptReportV1> = {}) {
  const report = { task_id: 't', lease_no: 2, lease_token: 'x', outcome, duration_ms: 5, ...values };
  const [opened] = openReports(cipher, { worker_id: 'w', team: 'testing', reports: [report] });
  return opened;
}

describe('opening a report', () => {
  it('opens the result', () => {
    const report = open({ kind: 'completed', sealed_result: seal('{"a":1}'), result_hash: 'h' });
    expect(report).toMatchObject({
      taskId: 't',
      leaseNo: 2,
      workerId: 'w',
      team: 'testing',
      durationMs: 5,
      usage: null,
    });
    expect(report?.outcome).toEqual({ kind: 'completed', result: Buffer.from('{"a":1}'), hash: 'h' });
  });

  it('leaves a result that does not open to be judged', () => {
    const report = open({ kind: 'completed', sealed_result: 'nonsense', result_hash: 'h' });
    expect(report?.outcome).toMatchObject({ kind: 'completed', result: null });
  });

  it('takes an error class it does not know for one that may pass', () => {
    const error = { code: 'E', class: 'cosmic', message: 'm', sealed_stack: seal('at x'), retry_after_seconds: 3 };
    expect(open({ kind: 'failed', error })?.outcome).toEqual({
      kind: 'failed',
      errorClass: 'transient',
      errorCode: 'E',
      message: 'm',
      stack: 'at x',
      retryAfterSeconds: 3,
    });
  });

  it('keeps a known error class, and does without a stack', () => {
    const error = { code: 'E', class: 'permanent', message: 'm' };
    expect(open({ kind: 'failed', error })?.outcome).toMatchObject({ errorClass: 'permanent', stack: null });
  });

  it('opens log lines and leaves out those that are not what they should be', () => {
    const line = { line_no: 1, at: '2026-01-01T00:00:00Z', level: 'info', sealed: seal('hello') } as const;
    const logs = [line, { ...line, at: 'never' }, { ...line, sealed: 'nonsense' }];
    const artifact = { artifact_id: 'a', kind: 'k', name: 'n', size: 1, sha256: 's', content_type: 'c' };
    const report = open({ kind: 'handed_back', reason: 'shutdown' }, { logs, artifacts: [artifact] });
    expect(report?.logs).toEqual([{ lineNo: 1, at: new Date('2026-01-01T00:00:00Z'), level: 'info', text: 'hello' }]);
    expect(report?.artifacts).toEqual([
      { artifactId: 'a', kind: 'k', name: 'n', size: 1, sha256: 's', contentType: 'c' },
    ]);
  });
});
