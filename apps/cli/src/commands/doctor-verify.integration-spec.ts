import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database, unnamedStatement } from '@cadre/persistence';
import { emptyDatabase, type FreshDatabase, freshDatabase } from '@cadre/testing';
import { runCommand } from '../testing/run-command';

const TASK = '01890000-0000-7000-8000-000000000001';
const LOST = '01890000-0000-7000-8000-000000000002';

describe('cadre doctor verify', () => {
  const folder = mkdtempSync(join(tmpdir(), 'verify-'));
  const journal = join(folder, 'journal');
  let fresh: FreshDatabase;
  let db: Database;
  const sql = (text: string): Promise<unknown> => db.query(unnamedStatement(text), []);
  const verify = (...options: string[]) => runCommand(['doctor', 'verify', ...options], { DATABASE_URL: fresh.url });

  beforeAll(async () => {
    fresh = await freshDatabase();
    db = new Database({ url: fresh.url, poolSize: 1 });
    await sql(`INSERT INTO tasks (task_id, tenant, agent_id, team, submitted_by, priority, status, event_seq, max_retries,
                                  retry_policy, available_at, timeout_seconds, soft_timeout_seconds)
               VALUES ('${TASK}', 'default', 'echo', 'platform', gen_random_uuid(), 5, 'pending', 1, 3, '{}', now(), 60, 50)`);
    await sql(`INSERT INTO task_events (task_id, seq, type, to_status, actor)
               VALUES ('${TASK}', 1, 'submitted', 'pending', 'test')`);
  });

  afterAll(async () => {
    await db.close();
    await fresh.drop();
    rmSync(folder, { recursive: true });
  });

  it('exits 0 and says what it looked at when all checks hold', async () => {
    writeFileSync(journal, `${TASK}\n`);
    const { exitCode, out, err } = await verify('--journal', journal);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toContain('✓ C1  No accepted task is lost: ok, 2 checked');
    expect(out).toContain('All checks hold.');
  });

  it('exits 1 and names the task when one does not', async () => {
    writeFileSync(journal, `${TASK}\n{"task_id": "${LOST}", "outcome": "ok"}\n`);
    const { exitCode, out } = await verify('--journal', journal);
    expect(exitCode).toBe(1);
    expect(out).toContain(`✗ C1  No accepted task is lost: 1 of 3\n      task ${LOST} was accepted`);
    expect(out).toContain('1 of 10 checks do not hold. 2 do not apply yet.');
  });

  it('writes JSON for programs', async () => {
    const { exitCode, out } = await verify('--json', '--expect-finished');
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      checks: [
        { check: 'C1', violations: 0 },
        { check: 'C2', examples: [{ task_id: TASK, problem: 'is still pending' }] },
        ...Array.from({ length: 10 }, () => ({})),
      ],
    });
  });

  it('exits 2 for a database without an installation', async () => {
    const empty = await emptyDatabase();
    const { exitCode, err } = await runCommand(['doctor', 'verify', '--database-url', empty.url]);
    await empty.drop();
    expect([exitCode, err]).toEqual([2, 'cadre: This database does not hold a Cadre installation.\n']);
  });
});
