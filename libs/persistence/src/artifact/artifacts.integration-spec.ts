import { uuidv7 } from '@cadre/crypto';
import { freshDatabase } from '@cadre/testing';
import { StoreFixture, USER_ID } from '../testing/store-fixture';
import type { NewArtifact } from './artifact-row';
import { ArtifactStore } from './artifact.store';

let store: StoreFixture;
let artifacts: ArtifactStore;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await freshDatabase();
  store = new StoreFixture(database.url);
  artifacts = new ArtifactStore(store.db);
  drop = () => database.drop();
});
afterAll(async () => {
  await store.close();
  await drop();
});
beforeEach(() => store.sql(`TRUNCATE artifacts`));

const ALL = { kind: 'all' } as const;

function artifact(values: Partial<NewArtifact> = {}): NewArtifact {
  return {
    artifact_id: uuidv7(),
    tenant: 'default',
    owner_id: USER_ID,
    task_id: null,
    lease_no: null,
    agent_id: null,
    kind: 'upload',
    name: 'a.txt',
    size: 5_000_000_000,
    sha256: 'abc',
    content_type: 'text/plain',
    ...values,
  };
}

describe('artifacts', () => {
  it('are kept once per id, with names that can be stored', async () => {
    const row = artifact({ name: 'a\0.txt' });
    await artifacts.insert([row]);
    await artifacts.insert([{ ...row, name: 'other' }]);
    await artifacts.insert([]);
    expect(await artifacts.get(row.artifact_id, ALL)).toMatchObject({ name: 'a.txt', size: 5_000_000_000 });
  });

  it('exist for their tenant and owner only', async () => {
    const row = artifact({ tenant: 'acme' });
    await artifacts.insert([row]);
    const seen = (visibility: Parameters<ArtifactStore['get']>[1]) => artifacts.get(row.artifact_id, visibility);
    expect(await seen({ kind: 'tenant', tenant: 'default' })).toBeNull();
    expect(await seen({ kind: 'own', userId: uuidv7() })).toBeNull();
    expect(await seen({ kind: 'tenant', tenant: 'acme' })).not.toBeNull();
    expect(await seen({ kind: 'own', userId: USER_ID })).not.toBeNull();
    expect(await artifacts.getMany([row.artifact_id, uuidv7()], ALL)).toHaveLength(1);
  });

  it('are indexed by the newest of each task and kind', async () => {
    const [one, two] = [uuidv7(), uuidv7()];
    const old = artifact({ task_id: one, kind: 'report' });
    const newest = artifact({ task_id: one, kind: 'report' });
    const rest = [artifact({ task_id: one, kind: 'log' }), artifact({ task_id: two, kind: 'report' }), artifact()];
    for (const row of [old, newest, ...rest]) await artifacts.insert([row]);
    const page = { limit: 10, offset: 0 };
    const index = await artifacts.index(ALL, page);
    expect(index.artifacts.map((row) => row.artifact_id)).toEqual(
      [rest[1], rest[0], newest].map((row) => row?.artifact_id),
    );
    expect(index.total).toBe(3);
    expect((await artifacts.index(ALL, { ...page, kind: 'log' })).total).toBe(1);
    expect((await artifacts.index(ALL, { limit: 1, offset: 1 })).artifacts).toEqual([index.artifacts[1]]);
    expect(await artifacts.index({ kind: 'own', userId: uuidv7() }, page)).toEqual({ artifacts: [], total: 0 });
    expect((await artifacts.ofTask(one)).map((row) => row.artifact_id)).toEqual(
      [old, newest, rest[0]].map((row) => row?.artifact_id),
    );
  });

  it('know whether their content is still needed', async () => {
    await artifacts.insert([artifact({ sha256: 'needed' })]);
    expect(await artifacts.unusedContents(['needed', 'gone'])).toEqual(['gone']);
  });
});
