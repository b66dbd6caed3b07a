import { generateKeyMaterial, KeyRing, PayloadCipher, uuidv7 } from '@cadre/crypto';
import { DEFAULT_RETRY_POLICY } from '@cadre/domain';
import { Database, SYSTEM_ORIGIN, TaskSubmissionStore, type NewTask } from '@cadre/persistence';
import { freshDatabase, type FreshDatabase } from '@cadre/testing';
import { checkKeys } from './check-keys';

let fresh: FreshDatabase;
let database: Database;
const ring = new KeyRing(generateKeyMaterial(['platform']));

beforeEach(async () => {
  fresh = await freshDatabase();
  database = new Database({ url: fresh.url, poolSize: 1 });
});
afterEach(async () => {
  await database.close();
  await fresh.drop();
});

async function submitTask(): Promise<void> {
  const task: NewTask = {
    ...{
      taskId: uuidv7(),
      tenant: 'default',
      agentId: 'echo',
      team: 'platform',
      priority: 5,
      parameters: { message: 'kept' },
    },
    ...{ submittedBy: uuidv7(), submittedByEmail: null, executeAt: null, expiresAt: null, ttlSeconds: null },
    ...{ retryPolicy: DEFAULT_RETRY_POLICY, timeoutSeconds: 60, softTimeoutSeconds: 50, dedupeKey: null, tags: [] },
    ...{
      metadata: null,
      inputArtifacts: [],
      parentTaskId: null,
      retriedFrom: null,
      agentVersion: null,
      traceParent: null,
    },
  };
  const store = new TaskSubmissionStore(database, new PayloadCipher(ring));
  await store.submit({ tasks: [task], atomic: false, origin: SYSTEM_ORIGIN });
}

describe('the keys', () => {
  it('are not asked about while nothing is sealed', async () => {
    await checkKeys(database, new KeyRing(generateKeyMaterial([])), 'keys.json');
  });

  it('that sealed what is there are fine', async () => {
    await submitTask();
    await checkKeys(database, ring, 'keys.json');
  });

  it('that did not are refused, with the file to restore', async () => {
    await submitTask();
    const others = new KeyRing(generateKeyMaterial(['platform']));
    await expect(checkKeys(database, others, '/data/keys.json')).rejects.toMatchObject({
      code: 'KEYS_FILE_INVALID',
      message: expect.stringMatching(/^The keys in \/data\/keys\.json do not open what the database holds: restore/),
    });
  });
});
