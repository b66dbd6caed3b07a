import { Database, unnamedStatement } from '@cadre/persistence';
import { emptyDatabase, type FreshDatabase, freshDatabase } from '@cadre/testing';
import { runCommand } from '../testing/run-command';

const LEASED = '01890000-0000-7000-8000-000000000001';
const QUEUED = '01890000-0000-7000-8000-000000000002';
const OLD_TOKEN = '00000000-0000-4000-8000-000000000000';

describe('cadre doctor restored', () => {
  let fresh: FreshDatabase;
  let db: Database;
  const sql = <Row>(text: string): Promise<Row[]> => db.query(unnamedStatement<Row>(text), []);
  const restored = () => runCommand(['doctor', 'restored'], { DATABASE_URL: fresh.serviceUrl });

  beforeAll(async () => {
    fresh = await freshDatabase();
    db = new Database({ url: fresh.url, poolSize: 1 });
    await sql(`INSERT INTO tasks (task_id, tenant, agent_id, team, submitted_by, priority, status, event_seq, max_retries,
                                  retry_policy, available_at, timeout_seconds, soft_timeout_seconds, worker_id, lease_token)
               VALUES ('${LEASED}', 'default', 'echo', 'platform', gen_random_uuid(), 5, 'running', 1, 3, '{}', now(), 60,
                       50, 'w', '${OLD_TOKEN}'),
                      ('${QUEUED}', 'default', 'echo', 'platform', gen_random_uuid(), 5, 'queued', 1, 3, '{}', now(), 60,
                       50, NULL, NULL)`);
  });
  afterAll(async () => {
    await db.close();
    await fresh.drop();
  });

  it('replaces live leases and takes back queued tasks, and says how many', async () => {
    expect(await restored()).toEqual({
      exitCode: 0,
      out: '1 live leases replaced: their attempts are lost and run again.\n1 queued tasks taken back: they are dispatched again.\n',
      err: '',
    });
    const rows = await sql(`SELECT status, lease_token = '${OLD_TOKEN}' AS old FROM tasks ORDER BY task_id`);
    expect(rows).toEqual([
      { status: 'running', old: false },
      { status: 'pending', old: null },
    ]);
  });

  it('may be run again', async () => {
    const { exitCode, out } = await restored();
    expect(exitCode).toBe(0);
    expect(out).toContain('0 queued tasks taken back');
  });

  it('exits 2 for a database without an installation, or without a name', async () => {
    const empty = await emptyDatabase();
    const { exitCode, err } = await runCommand(['doctor', 'restored', '--database-url', empty.url]);
    await empty.drop();
    expect([exitCode, err]).toEqual([2, 'cadre: This database does not hold a Cadre installation.\n']);
    expect((await runCommand(['doctor', 'restored'])).exitCode).toBe(2);
  });
});
