import { uuidv7 } from '@cadre/crypto';
import { freshDatabase } from '@cadre/testing';
import { keyedSubmission, newTask, StoreFixture, USER_ID } from '../testing/store-fixture';
import { runRetention } from './retention';

let store: StoreFixture;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  store = new StoreFixture(database.url);
  drop = () => database.drop();
});
afterAll(async () => {
  await store.close();
  await drop();
});

const DAY_MS = 86_400_000;

async function finishedTask(daysAgo: number): Promise<string> {
  const taskId = await store.task({ taskId: uuidv7(Date.now() - (daysAgo + 1) * DAY_MS) });
  await store.force(taskId, 'failed');
  await store.sql(
    `UPDATE tasks SET completed_at = now() - make_interval(days => $2) WHERE task_id = $1`,
    ...[taskId, daysAgo],
  );
  return taskId;
}

async function finishedRun(daysAgo: number, parent: string | null = null): Promise<string> {
  const id = uuidv7();
  await store.sql(
    `INSERT INTO workflows (workflow_id, tenant, submitted_by, name, status, sealed_definition, sealed_inputs, total_steps,
            parent_workflow_id, parent_path, completed_at)
     VALUES ($1, 'default', $2, 'spec', 'completed', '', '', 1, $3, gen_random_uuid()::text, now() - make_interval(days => $4))`,
    ...[id, USER_ID, parent, daysAgo],
  );
  await store.sql(
    `INSERT INTO workflow_steps (workflow_id, path, node, scope, type, status, attempt)
     VALUES ($1, 'a', 'a', '', 'task', 'completed', 1)`,
    id,
  );
  await store.sql(`INSERT INTO workflow_events (workflow_id, seq, type, actor) VALUES ($1, 1, 'notify', 'spec')`, id);
  await store.sql(
    `INSERT INTO workflow_signals (signal_id, workflow_id, name, sealed_body, sent_by) VALUES ($1, $1, 's', '', 'spec')`,
    id,
  );
  await store.sql(`INSERT INTO workflow_inbox (workflow_id, kind) VALUES ($1, 'signal')`, id);
  return id;
}

async function deadLetter(taskId: string, state: 'open' | 'discarded', daysAgo: number): Promise<void> {
  await store.sql(
    `INSERT INTO dlq_tasks (dlq_id, task_id, agent_id, team, tenant, error_code, error_class, error_message, fingerprint,
            attempts, retry_count, submitted_at, failed_at, state)
     VALUES ($1, $2, 'echo', 'testing', 'default', 'E', 'permanent', 'm', 'f', 1, 0, now(),
             now() - make_interval(days => $4), $3)`,
    ...[uuidv7(), taskId, state, daysAgo],
  );
}

describe('retention', () => {
  it('forgets finished tasks with their payloads after 30 days, except while a dead letter is open', async () => {
    const [young, old, open, settled] = [
      await finishedTask(29),
      await finishedTask(31),
      await finishedTask(31),
      await finishedTask(31),
    ];
    await deadLetter(open, 'open', 31);
    await deadLetter(settled, 'discarded', 31);
    const running = await store.task({ taskId: uuidv7(Date.now() - 60 * DAY_MS) });
    expect(await runRetention(store.db)).toMatchObject({ tasks: 2, dead_letters: 0 });
    const left = await store.sql<{ task_id: string }>(`SELECT task_id FROM tasks`);
    expect(left.map((row) => row.task_id).sort()).toEqual([young, open, running].sort());
    const payloads = await store.sql(`SELECT 1 FROM task_payloads WHERE task_id = ANY ($1::uuid[])`, [old, settled]);
    expect(payloads).toEqual([]);
  });

  it('forgets files after 30 days, except those that somebody may still begin with', async () => {
    const [waiting, ended, dead, scheduled, young] = Array.from({ length: 5 }, () => uuidv7());
    const add = (id: string | undefined, days: number): Promise<unknown> =>
      store.sql(
        `INSERT INTO artifacts (artifact_id, tenant, owner_id, kind, name, size, sha256, content_type, created_at)
         VALUES ($1, 'default', $2, 'upload', 'a', 1, '', 'text/plain', now() - make_interval(days => $3))`,
        ...[id, USER_ID, days],
      );
    await Promise.all([waiting, ended, dead, scheduled].map((id) => add(id, 31)));
    await add(young, 29);
    const begin = (taskId: string, id: string | undefined): Promise<unknown> =>
      store.sql(`UPDATE tasks SET input_artifacts = ARRAY[$2::uuid] WHERE task_id = $1`, taskId, id);
    await begin(await store.task(), waiting);
    await begin(await finishedTask(1), ended);
    const open = await finishedTask(1);
    await begin(open, dead);
    await deadLetter(open, 'open', 1);
    await store.sql(
      `INSERT INTO scheduled_tasks (schedule_id, tenant, created_by, schedule_type, target_kind, agent_id, sealed_payload,
              input_artifacts, cron_expression, misfire_policy, overlap_policy, status)
       VALUES ($1, 'default', $2, 'recurring', 'task', 'echo', '', ARRAY[$3::uuid], '0 2 * * *', 'skip', 'skip', 'paused')`,
      ...[uuidv7(), USER_ID, scheduled],
    );
    expect(await runRetention(store.db)).toMatchObject({ artifacts: 1 });
    const left = await store.sql<{ id: string }>(`SELECT artifact_id AS id FROM artifacts`);
    expect(left.map(({ id }) => id).sort()).toEqual([waiting, dead, scheduled, young].sort());
  });

  it('forgets finished runs with all that is theirs, after their tasks and never before the runs around them', async () => {
    const old = await finishedRun(31);
    const young = await finishedRun(29);
    const heldByTask = await finishedRun(31);
    await store.sql(
      `UPDATE tasks SET workflow_id = $2, workflow_path = 'a', workflow_attempt = 1 WHERE task_id = $1`,
      ...[await finishedTask(29), heldByTask],
    );
    const heldByRoot = await finishedRun(40, await finishedRun(40, young));
    const grandparent = await finishedRun(31);
    const child = await finishedRun(40, await finishedRun(35, grandparent));
    expect(await runRetention(store.db)).toMatchObject({ workflows: 4 });
    const left = await store.sql<{ id: string }>(`SELECT workflow_id AS id FROM workflows`);
    const ids = left.map(({ id }) => id);
    for (const id of [young, heldByTask, heldByRoot]) expect(ids).toContain(id);
    for (const id of [old, grandparent, child]) expect(ids).not.toContain(id);
    expect(ids).toHaveLength(4);
    for (const table of ['workflow_steps', 'workflow_events', 'workflow_signals', 'workflow_inbox']) {
      const strays = await store.sql(
        `SELECT 1 FROM ${table} WHERE workflow_id NOT IN (SELECT workflow_id FROM workflows)`,
      );
      expect(strays).toEqual([]);
    }
  });

  it('forgets what runs and their steps put out a week after their end, and leaves the rows', async () => {
    const [old, young, child] = [await finishedRun(8), await finishedRun(6), await finishedRun(20)];
    await store.sql(`UPDATE workflows SET parent_workflow_id = $2 WHERE workflow_id = $1`, child, young);
    for (const table of ['workflows', 'workflow_steps']) await store.sql(`UPDATE ${table} SET sealed_output = 's'`);
    const [ofOld, ofYoung] = await Promise.all([old, young].map(() => finishedTask(6)));
    for (const [taskId, run] of [[ofOld, old] as const, [ofYoung, young] as const]) {
      await store.sql(
        `UPDATE tasks SET workflow_id = $2, workflow_path = 'b', workflow_attempt = 1 WHERE task_id = $1`,
        ...[taskId, run],
      );
      await store.sql(
        `INSERT INTO task_payloads (task_id, kind, sealed, created_at) VALUES ($1, 'result', 's', now() - interval '9 days')`,
        taskId,
      );
    }
    expect(await runRetention(store.db)).toMatchObject({ outputs: 1, results: 1, workflows: 0 });
    const left = await store.sql<{ id: string; expired: boolean }>(
      `SELECT workflow_id AS id, outputs_expired_at IS NOT NULL AS expired FROM workflows
         JOIN workflow_steps AS step USING (workflow_id)
        WHERE (workflows.sealed_output IS NULL, step.sealed_output IS NULL) IS NOT DISTINCT FROM
              (outputs_expired_at IS NOT NULL, outputs_expired_at IS NOT NULL)`,
    );
    const expired = Object.fromEntries(left.map((row) => [row.id, row.expired]));
    expect(expired).toMatchObject({ [old]: true, [young]: false, [child]: false });
    expect(await runRetention(store.db)).toMatchObject({ outputs: 0 });
    for (const table of ['workflows', 'workflow_steps', 'tasks']) {
      await store.sql(`DELETE FROM ${table} WHERE workflow_id = ANY ($1::uuid[])`, [old, young, child]);
    }
  });

  it('forgets more runs than one statement takes', async () => {
    for (let count = 0; count < 25; count += 1) await finishedRun(50);
    expect(await runRetention(store.db)).toMatchObject({ workflows: 25 });
  });

  it('forgets results after 7 days and leaves the row', async () => {
    const taskId = await store.task();
    await store.sql(
      `INSERT INTO task_payloads (task_id, kind, sealed, created_at) VALUES ($1, 'result', 's', now() - interval '8 days')`,
      taskId,
    );
    expect(await runRetention(store.db)).toMatchObject({ results: 1 });
    expect(await store.statusOf(taskId)).toBe('pending');
  });

  it('forgets idempotency keys after a day', async () => {
    await store.submissions.submit(keyedSubmission(newTask(), 'young'));
    await store.submissions.submit(keyedSubmission(newTask(), 'old'));
    await store.sql(`UPDATE idempotency_keys SET created_at = now() - interval '25 hours' WHERE key = 'old'`);
    expect(await runRetention(store.db)).toMatchObject({ idempotency_keys: 1 });
    expect((await store.submissions.submit(keyedSubmission(newTask(), 'young'))).kind).toBe('replayed');
    expect((await store.submissions.submit(keyedSubmission(newTask(), 'old'))).kind).toBe('decided');
  });

  it('forgets settled dead letters, attempts, expired tokens, silent workers and stray events', async () => {
    await deadLetter(uuidv7(), 'discarded', 91);
    await store.sql(
      `INSERT INTO task_history (task_id, lease_no, agent_id, team, tenant, outcome, counted, finished_at)
       VALUES (gen_random_uuid(), 1, 'a', 't', 'default', 'completed', false, now() - interval '366 days')`,
    );
    await store.sql(
      `INSERT INTO users (user_id, email, email_key, password_hash, role, tenant) VALUES ($1, 'e', 'e', 'h', 'user', 'default')`,
      USER_ID,
    );
    await store.sql(
      `INSERT INTO refresh_tokens (token_hash, family_id, user_id, expires_at) VALUES ('h', $1, $1, now() - interval '2 days')`,
      USER_ID,
    );
    await store.sql(
      `INSERT INTO workers VALUES ('w', 't', 'h', 1, '1', 1, 0, 'gone', NULL, now(), now() - interval '2 days')`,
    );
    const stray = await store.task({ taskId: uuidv7(Date.now() - 100 * DAY_MS) });
    await store.sql(`DELETE FROM tasks WHERE task_id = $1`, stray);
    expect(await runRetention(store.db)).toMatchObject({
      ...{ dead_letters: 1, history: 1, refresh_tokens: 1, workers: 1, stray_events: 1, tasks: 0 },
    });
    expect(await store.eventsOf(stray)).toEqual([]);
  });

  it('works through more than one batch, and stops when told to', async () => {
    await store.sql(
      `INSERT INTO task_history (task_id, lease_no, agent_id, team, tenant, outcome, counted, finished_at)
       SELECT gen_random_uuid(), 1, 'a', 't', 'default', 'completed', false, now() - interval '400 days'
         FROM generate_series(1, 2500)`,
    );
    expect(await runRetention(store.db, { signal: AbortSignal.abort() })).toMatchObject({ history: 0 });
    expect(await runRetention(store.db)).toMatchObject({ history: 2_500 });
  });
});
