import { freshDatabase } from '@cadre/testing';
import { EngineFixture } from '../testing/engine-fixture';
import type { Usage } from '../engine/settle/ended-attempt';
import type { Visibility } from '../visibility/visibility';
import { UsageStore, type UsageDimension } from './usage.store';

const ANN = '00000000-0000-7000-8000-00000000000a';
const BEN = '00000000-0000-7000-8000-00000000000b';
const ALL: Visibility = { kind: 'all' };

describe('the sums of what models were paid for', () => {
  let engine: EngineFixture;
  let drop: () => Promise<void>;
  let store: UsageStore;
  beforeAll(async () => {
    const database = await freshDatabase();
    engine = new EngineFixture(database.url, 4);
    store = new UsageStore(engine.db);
    drop = () => database.drop();
    await engine.clear();
    await engine.sql(`INSERT INTO tenants (tenant, name) VALUES ('other', 'other')`);
    for (const agent of ['writer', 'echo']) await engine.agent(agent);
    await used(ANN, 'writer', 'default', { input_tokens: 10, output_tokens: 1, cost_micro_usd: 5 });
    await used(ANN, 'writer', 'default', { input_tokens: 20, output_tokens: 2, cost_micro_usd: 7 });
    await used(BEN, 'writer', 'other', { input_tokens: 40, output_tokens: 4 });
    await used(BEN, 'echo', 'other', null);
  });
  afterAll(async () => {
    await engine.close();
    await drop();
  });

  async function used(submittedBy: string, agentId: string, tenant: string, usage: Usage | null): Promise<void> {
    const started = await engine.running({ submittedBy, submittedByEmail: `${submittedBy}@x`, agentId, tenant });
    const done = { kind: 'completed', result: Buffer.from('1'), hash: 'h' } as const;
    await engine.reports.recordOutcomes([engine.report(started, done, { usage })]);
  }

  const sum = (by: UsageDimension[], visibility: Visibility = ALL, shift = 0, limit = 10) => {
    const now = Date.now() + shift;
    return store.sum({ visibility, since: new Date(now - 3_600_000), until: new Date(now + 60_000), by, limit });
  };

  it('leave out attempts that used none, and tell what has no price', async () => {
    expect(await sum(['agent'])).toMatchObject([
      {
        ...{ agent_id: 'writer', user_id: null, tenant: null, day: null },
        ...{ attempts: 3, input_tokens: 70, output_tokens: 7, cost_micro_usd: 12, unpriced_attempts: 1 },
      },
    ]);
  });

  it('are told by user and tenant, the costliest first, with the sum of all', async () => {
    expect(await sum(['user', 'tenant'])).toMatchObject([
      { user_id: ANN, user_email: `${ANN}@x`, tenant: 'default', cost_micro_usd: 12, all_attempts: 3, all_groups: 2 },
      { user_id: BEN, tenant: 'other', cost_micro_usd: 0, all_input_tokens: 70, all_cost_micro_usd: 12 },
    ]);
    expect(await sum(['user'], ALL, 0, 1)).toMatchObject([{ user_id: ANN, all_groups: 2, all_attempts: 3 }]);
  });

  it('are told by day, of UTC', async () => {
    const [row] = await sum(['day']);
    expect(row?.day).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });

  it('hold what the caller may see, and what ended in the period', async () => {
    expect(await sum(['agent'], { kind: 'own', userId: BEN })).toMatchObject([{ attempts: 1, input_tokens: 40 }]);
    expect(await sum(['agent'], { kind: 'tenant', tenant: 'default' })).toMatchObject([{ attempts: 2 }]);
    expect(await sum(['agent'], ALL, -7_200_000)).toEqual([]);
  });
});
