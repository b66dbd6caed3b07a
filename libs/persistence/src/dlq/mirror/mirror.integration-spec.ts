import { uuidv7 } from '@cadre/crypto';
import { freshDatabase } from '@cadre/testing';
import { StoreFixture } from '../../testing/store-fixture';
import { MirrorStore } from './mirror.store';

let store: StoreFixture;
let mirror: MirrorStore;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  store = new StoreFixture(database.url);
  mirror = new MirrorStore(store.db);
  drop = () => database.drop();
});
afterAll(async () => {
  await store.close();
  await drop();
});
beforeEach(() => store.sql(`TRUNCATE dlq_tasks, tasks, task_payloads, task_events`));

interface Letter {
  readonly team?: string;
  readonly state?: 'open' | 'discarded';
  readonly mirrored?: boolean;
  /** Larger is older. */
  readonly age?: number;
}

async function letter({ team = 'testing', state = 'open', mirrored = false, age = 0 }: Letter = {}): Promise<string> {
  const taskId = await store.task({ agentId: 'echo', parameters: {}, priority: 3 });
  const dlqId = uuidv7();
  await store.sql(
    `INSERT INTO dlq_tasks (dlq_id, task_id, agent_id, team, tenant, error_code, error_class, error_message, fingerprint,
            attempts, retry_count, submitted_at, state, mirrored_at, failed_at)
     VALUES ($1, $2, 'echo', $3, 'default', 'E1', 'permanent', 'it broke', 'f', 4, 2, now(), $4,
             CASE WHEN $5 THEN now() END, now() - make_interval(hours => $6))`,
    ...[dlqId, taskId, team, state, mirrored, age],
  );
  return dlqId;
}

const idsOf = (rows: readonly { readonly dlq_id: string }[]) => rows.map(({ dlq_id }) => dlq_id);

describe('the mirror of dead letters', () => {
  it('lists what has no copy: open ones of the teams asked for, oldest first', async () => {
    const young = await letter({ age: 1 });
    const old = await letter({ age: 2 });
    for (const other of [{ team: 'marketing' }, { state: 'discarded' }, { mirrored: true }] as const)
      await letter(other);
    const rows = await mirror.unmirrored(['testing', 'platform'], 10);
    expect(idsOf(rows)).toEqual([old, young]);
    expect(idsOf(await mirror.unmirrored(['testing'], 1))).toEqual([old]);
    expect(rows[0]).toMatchObject({
      ...{ dispatch_no: 0, agent_id: 'echo', team: 'testing', tenant: 'default', priority: 3, attempts: 4 },
      ...{ error_class: 'permanent', error_code: 'E1', error_message: 'it broke', retry_count: 2 },
      ...{ submitted_at: expect.any(Date), failed_at: expect.any(Date) },
    });
  });

  it('lists nothing twice once it is noted', async () => {
    const [first, second] = [await letter(), await letter()];
    await mirror.markMirrored([]);
    await mirror.markMirrored([first]);
    expect(idsOf(await mirror.unmirrored(['testing'], 10))).toEqual([second]);
  });

  it('forgets the copies of one team, all of them, in batches', async () => {
    for (let n = 0; n < 5; n += 1) await letter({ mirrored: true });
    await letter({ team: 'marketing', mirrored: true });
    await letter({ state: 'discarded', mirrored: true });
    await letter();
    expect(await mirror.mirroredCount('testing')).toBe(5);
    expect(await mirror.forgetMirrored('testing', 2)).toBe(5);
    expect(await mirror.unmirrored(['testing', 'marketing'], 10)).toHaveLength(6);
    expect(await mirror.mirroredCount('testing')).toBe(0);
    expect(await mirror.forgetMirrored('testing', 2)).toBe(0);
  });

  it('finds them by an index that holds nothing else', async () => {
    const [plan] = await store.sql<{ definition: string }>(
      `SELECT indexdef AS definition FROM pg_indexes WHERE indexname = 'dlq_tasks_unmirrored'`,
    );
    expect(plan?.definition).toContain(`mirrored_at IS NULL`);
    expect(plan?.definition).toContain(`state = 'open'`);
  });
});
