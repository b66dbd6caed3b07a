import { checkMessage } from '@cadre/contracts';
import { toCopy } from './to-copy';

const ID = '0190a000-0000-7000-8000-000000000001';
const MADE = { id: ID, time: new Date('2026-01-02T03:04:05Z') };
const LETTER = {
  dlq_id: '0190a000-0000-7000-8000-00000000000d',
  task_id: '0190a000-0000-7000-8000-00000000000a',
  dispatch_no: 3,
  agent_id: 'echo',
  team: 'platform',
  tenant: 'default',
  priority: 1,
  error_class: 'permanent',
  error_code: 'E_BROKEN',
  error_message: 'it broke',
  attempts: 4,
  retry_count: 2,
  submitted_at: new Date('2026-01-01T00:00:00Z'),
  failed_at: new Date('2026-01-01T01:00:00Z'),
};

function messageOf(error_message: string): string {
  return String(toCopy({ ...LETTER, error_message }, MADE).headers['error_message']);
}

describe('the copy of a dead letter', () => {
  it('is the message of its dispatch, with the id of the letter', () => {
    const { envelope, priority } = toCopy(LETTER, MADE);
    expect(checkMessage(envelope)).toMatchObject({ ok: true });
    expect(envelope).toMatchObject({ type: 'task.dispatched', version: 1, tenant: 'default', attempt: 4 });
    const { task_id, dispatch_no, agent_id, dlq_id } = LETTER;
    expect([envelope.data, priority]).toEqual([{ task_id, dispatch_no, agent_id, dlq_id }, 1]);
  });

  it('says in its headers what went wrong', () => {
    expect(toCopy(LETTER, MADE).headers).toEqual({
      ...{ task_id: LETTER.task_id, dlq_id: LETTER.dlq_id, agent_id: 'echo', team: 'platform', tenant: 'default' },
      ...{ error_class: 'permanent', error_code: 'E_BROKEN', error_message: 'it broke', attempts: 4, retry_count: 2 },
      ...{ submitted_at: '2026-01-01T00:00:00.000Z', dead_lettered_at: '2026-01-01T01:00:00.000Z' },
    });
  });

  it('tells the error in one line of at most 500 characters, whole characters only', () => {
    expect(messageOf('\u001b[31mfirst\r\n\u2028second\n')).toBe('[31mfirst second');
    expect(messageOf('x'.repeat(500))).toHaveLength(500);
    const long = messageOf('😀'.repeat(400));
    expect(long.length).toBeLessThanOrEqual(500);
    expect(long).toMatch(/^(😀)+…$/u);
  });
});
