import { freshDatabase } from '@cadre/testing';
import { Database } from '../../database/database';
import { unnamedStatement } from '../../database/statement';
import { ProviderKeyStore, type ProviderKeyBeat } from './provider-key.store';

const KEY = 'anthropic:1';

describe('the keys that workers share', () => {
  let db: Database;
  let store: ProviderKeyStore;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const database = await freshDatabase();
    db = new Database({ url: database.url });
    store = new ProviderKeyStore(db);
    drop = () => database.drop();
  });
  afterAll(async () => {
    await db.close();
    await drop();
  });
  beforeEach(() => sql('TRUNCATE provider_keys'));

  const sql = (text: string) => db.query(unnamedStatement<Record<string, unknown>>(text), []);
  const beat = (workerId: string, values: Partial<ProviderKeyBeat> = {}): ProviderKeyBeat => ({
    ...{ keyId: KEY, workerId, team: 'testing', wantedPerMinute: 5, pauseNo: 0, pauseMs: 0 },
    ...values,
  });

  it('are known with everybody who draws on them', async () => {
    await store.note([beat('a'), beat('b', { wantedPerMinute: 9 }), beat('c', { keyId: 'openai:2' })]);
    const rows = await store.note([beat('a', { wantedPerMinute: 7 })]);
    expect(rows).toMatchObject([
      { worker_id: 'a', wanted_per_minute: 7, paused_ms: 0, live: true },
      { worker_id: 'b', wanted_per_minute: 9, paused_ms: 0, live: true },
    ]);
    expect(await store.note([])).toEqual([]);
  });

  it('are paused once for each pause, however often and late it is told', async () => {
    await store.note([beat('a', { pauseNo: 7, pauseMs: 60_000 })]);
    await sql(`UPDATE provider_keys SET paused_until = now() + interval '5 seconds'`);
    await store.note([beat('a', { pauseNo: 7, pauseMs: 60_000 })]);
    await store.note([beat('a', { pauseNo: 6, pauseMs: 60_000 })]);
    const [old] = await store.note([beat('a')]);
    expect(old?.paused_ms).toBeLessThanOrEqual(5_000);
    const [next] = await store.note([beat('a'), beat('a', { pauseNo: 8, pauseMs: 30_000 }), beat('a')]);
    expect(next?.paused_ms).toBeGreaterThan(20_000);
  });

  it('stay paused when the worker that met the limit is gone', async () => {
    await store.note([beat('a', { pauseNo: 1, pauseMs: 600_000 })]);
    await sql(`UPDATE provider_keys SET heard_at = now() - interval '20 seconds'`);
    expect(await store.note([beat('b')])).toMatchObject([
      { worker_id: 'a', live: false },
      { worker_id: 'b', live: true },
    ]);
    await sql(`UPDATE provider_keys SET paused_until = now() WHERE worker_id = 'a'`);
    expect(await store.note([beat('b')])).toHaveLength(1);
  });

  it('forget workers that are long gone', async () => {
    await store.note([beat('a'), beat('b')]);
    await sql(`UPDATE provider_keys SET heard_at = now() - interval '2 hours'`);
    await store.note([beat('b')]);
    expect(await sql('SELECT worker_id FROM provider_keys')).toEqual([{ worker_id: 'b' }]);
  });

  describe('hold back', () => {
    beforeEach(async () => {
      await sql('TRUNCATE agents, agent_limits CASCADE');
      await agent('one', ['anthropic/x']);
      await agent('both', ['anthropic/x', 'openai/y', 'nobody/z']);
    });
    const agent = async (id: string, [first, ...fallback]: string[]) => {
      const definition = JSON.stringify({ model: { default: first, fallback } });
      await sql(
        `INSERT INTO agents (agent_id, agent_name, team, description, executor, schema, definition, version)
         VALUES ('${id}', '${id}', 'testing', '', 'llm', '{}', '${definition}', '1')`,
      );
      await sql(`INSERT INTO agent_limits (agent_id, team) VALUES ('${id}', 'testing')`);
    };
    const held = async () => {
      const rows = await sql(`SELECT agent_id FROM agent_limits WHERE held_until > now() ORDER BY agent_id`);
      return rows.map(({ agent_id }) => agent_id);
    };
    const pausing = { pauseNo: 1, pauseMs: 60_000 };

    it('the agents that can ask nobody, and no others', async () => {
      await store.note([beat('a'), beat('a', { keyId: 'openai:2' })]);
      expect(await held()).toEqual([]);
      await store.note([beat('a', pausing)]);
      expect(await held()).toEqual(['one']);
      await store.note([beat('a', { keyId: 'openai:2', ...pausing })]);
      expect(await held()).toEqual(['both', 'one']);
    });

    it('nobody while another worker of the team has a key that is free', async () => {
      await store.note([beat('a', pausing), beat('b', { keyId: 'anthropic:9' })]);
      expect(await held()).toEqual([]);
      await sql(`UPDATE provider_keys SET heard_at = now() - interval '1 minute' WHERE worker_id = 'b'`);
      await store.note([beat('a')]);
      expect(await held()).toEqual(['both', 'one']);
      await store.note([beat('b', { keyId: 'anthropic:9' }), beat('a')]);
      expect(await held()).toEqual([]);
    });

    it('nobody of a team whose workers do not have the key', async () => {
      await store.note([beat('a', { team: 'other', ...pausing })]);
      expect(await held()).toEqual([]);
    });
  });

  it('are noted by many at once', async () => {
    const all = Array.from({ length: 40 }, (_, n) => beat(`w${n % 10}`, { pauseNo: n, pauseMs: 1_000 }));
    await Promise.all(Array.from({ length: 20 }, (_, turn) => store.note(all.slice(turn, turn + 20).reverse())));
    expect(await sql('SELECT 1 FROM provider_keys')).toHaveLength(10);
  });
});
