import { PlantedRun } from './planted-run';

const C = {
  notLost: 'C1 No accepted task is lost',
  inTime: 'C2 Every accepted task comes to its end in time',
  endsOnce: 'C3 No task ends twice',
  folds: 'C4 The events of a task fold to its row',
  bounds: 'C5 Failures and leases stay within their bounds, and every attempt is on record',
  oneLease: 'C6 A task has at most one live lease, and lease numbers only rise',
  keysLead: 'C11 An idempotency key leads to one task, which exists',
  oneTask: 'a key makes one task, and nothing else makes any',
  meant: 'a task ends as it was meant to',
  asked: 'an attempt fails as its task asked it to, and completes once',
  letter: 'a dead letter stands for each failed task, and for no other',
  ownWorker: 'an attempt is lost only with its own worker',
  sameAnswer: 'an answer under a key never changes',
} as const;

describe('the judge of a chaos run', () => {
  let run: PlantedRun;
  beforeEach(async () => (run = await PlantedRun.create()));
  afterEach(() => run.close());

  it('finds nothing wrong with a run that went well', async () => {
    expect(await run.faults()).toEqual([]);
  });

  it('names a task that was lost', async () => {
    await run.sql('DELETE FROM tasks WHERE task_id = $1', run.ids.good);
    expect(await run.faults()).toEqual([C.notLost, C.keysLead, C.meant]);
  });

  it('names a task that was lost with all that is on record of it', async () => {
    for (const table of ['tasks', 'task_events', 'task_history']) {
      await run.sql(`DELETE FROM ${table} WHERE task_id = $1`, run.ids.flaky);
    }
    expect(await run.faults()).toEqual([C.notLost, C.keysLead, C.meant]);
  });

  it('names a task that stands still', async () => {
    await run.sql(`DELETE FROM task_events WHERE task_id = $1 AND type = 'completed'`, run.ids.good);
    await run.sql(`DELETE FROM task_history WHERE task_id = $1`, run.ids.good);
    await run.sql(
      `UPDATE tasks SET status = 'running', event_seq = 3, completed_at = NULL, started_at = now(),
              worker_id = 'w', lease_token = gen_random_uuid(), lease_expires_at = now() WHERE task_id = $1`,
      run.ids.good,
    );
    expect(await run.faults()).toEqual([C.inTime, C.meant]);
  });

  it('names a task that ended twice', async () => {
    await run.sql('DROP INDEX task_events_one_end');
    await run.event('good', 5, ['completed', 'running', 'completed', 1]);
    await run.sql('UPDATE tasks SET event_seq = 5 WHERE task_id = $1', run.ids.good);
    expect(await run.faults()).toEqual([C.endsOnce, C.folds]);
  });

  it('names a task that two attempts completed', async () => {
    await run.attempt('good', 2, ['completed', false]);
    await run.sql('UPDATE tasks SET lease_no = 2 WHERE task_id = $1', run.ids.good);
    expect(await run.faults()).toContain(C.asked);
  });

  it('names a move that is not legal', async () => {
    await run.sql('ALTER TABLE task_events DROP CONSTRAINT task_events_legal_move');
    await run.sql(
      `UPDATE task_events SET from_status = 'pending' WHERE task_id = $1 AND type = 'completed'`,
      run.ids.good,
    );
    expect(await run.faults()).toEqual([C.folds, C.bounds]);
  });

  it('names a number that no event has', async () => {
    await run.sql(`UPDATE task_events SET seq = 9 WHERE task_id = $1 AND type = 'completed'`, run.ids.good);
    await run.sql('UPDATE tasks SET event_seq = 9 WHERE task_id = $1', run.ids.good);
    expect(await run.faults()).toEqual([C.folds]);
  });

  it('names an attempt that was counted and was no failure, and one that was a failure and was not counted', async () => {
    await run.sql('UPDATE task_history SET counted = true WHERE task_id = $1', run.ids.good);
    expect(await run.faults()).toEqual([C.bounds, C.asked]);
    await run.sql('UPDATE task_history SET counted = false');
    await run.sql('UPDATE tasks SET failures_counted = 0');
    // Consistent with itself, and wrong: only who knows what was asked for can tell.
    expect(await run.faults()).toEqual([C.asked]);
  });

  it('names a failure that nobody asked for', async () => {
    await run.sql(`UPDATE task_history SET lease_no = 2 WHERE task_id = $1`, run.ids.good);
    await run.attempt('good', 1, ['failed', true]);
    expect(await run.faults()).toContain(C.asked);
  });

  it('names an attempt that was lost without any fault', async () => {
    await run.sql(
      `UPDATE task_history SET outcome = 'worker_lost' WHERE task_id = $1 AND outcome = 'failed'`,
      run.ids.flaky,
    );
    expect(await run.faults()).toContain(C.ownWorker);
  });

  it('names a lease number that was given twice', async () => {
    await run.sql(
      `UPDATE task_events SET lease_no = 1 WHERE task_id = $1 AND type = 'started' AND lease_no = 2`,
      run.ids.flaky,
    );
    expect(await run.faults()).toContain(C.oneLease);
  });

  it('names a task that failed and should not have, and a dead letter that is missing', async () => {
    await run.sql(`UPDATE tasks SET status = 'failed' WHERE task_id = $1`, run.ids.good);
    await run.sql(
      `UPDATE task_events SET type = 'failed', to_status = 'failed' WHERE task_id = $1 AND type = 'completed'`,
      run.ids.good,
    );
    expect(await run.faults()).toEqual([C.meant, C.letter]);
  });

  it('names a dead letter of a task that lives', async () => {
    await run.sql('UPDATE dlq_tasks SET task_id = $1', run.ids.flaky);
    expect(await run.faults()).toEqual([C.letter]);
  });

  it('names an answer that changed, and the second task of a key', async () => {
    run.repeat('good', run.ids.good);
    expect(await run.faults()).toEqual([]);
    run.repeat('good', run.ids.flaky);
    expect(await run.faults()).toEqual([C.sameAnswer]);
  });

  it('names a task that no key led to', async () => {
    await run.sql(
      `INSERT INTO tasks
       SELECT (jsonb_populate_record(t, '{"task_id": "01890000-0000-7000-8000-00000000000f", "submit_no": 1000000}')).*
         FROM tasks AS t WHERE task_id = $1`,
      run.ids.good,
    );
    expect(await run.faults()).toContain(C.oneTask);
  });

  it('names, with the file of the journal alone, a task that was promised and is missing', async () => {
    const missing = '01890000-0000-7000-8000-00000000000e';
    const refused = { key: 'later', intent: 'submit', at: 1, ms: 1, task_id: missing } as const;
    run.journal.note({ ...refused, outcome: 'err', status: 503 });
    run.journal.note({ ...refused, outcome: 'unknown' });
    expect(await run.journalFinding()).toMatchObject({
      holds: true,
      detail: expect.stringContaining('All checks hold.'),
    });
    run.journal.note({ ...refused, outcome: 'ok', status: 201 }, { task_id: missing });
    expect(await run.journalFinding()).toMatchObject({
      holds: false,
      detail: expect.stringContaining(`task ${missing} was accepted by the client’s journal and does not exist`),
    });
  });
});
