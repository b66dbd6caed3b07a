import { createMemoryBus, MemoryBroker, type WorkBus } from '@cadre/bus';
import { orchestratorConfig } from '@cadre/config';
import type { TaskEventV1 } from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';
import { createLogger, createMetrics } from '@cadre/observability';
import { MirrorStore } from '@cadre/persistence';
import { type FreshDatabase, freshDatabase, until } from '@cadre/testing';
import { TaskEventFeed } from '../announcements/task-event-feed.port';
import { HeldTeams } from '../dispatcher/dispatcher.port';
import { Process } from '../process/process.port';
import { OrchestratorFixture } from '../testing/orchestrator-fixture';
import { DeadLetterMirror } from './dead-letter-mirror';

class Held extends HeldTeams {
  constructor(private readonly teams: readonly string[]) {
    super();
  }
  override heldTeams(): readonly string[] {
    return this.teams;
  }
}

class Feed extends TaskEventFeed {
  private readonly listeners = new Set<(events: readonly TaskEventV1[]) => void>();

  override announce(): void {}
  override onCommitted(): () => void {
    return () => undefined;
  }
  override onHeard(listener: (events: readonly TaskEventV1[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  /** Some task failed somewhere. */
  failure(): void {
    const event: TaskEventV1 = {
      ...{ task_id: uuidv7(), seq: 4, type: 'failed', from: 'running', to: 'failed' },
      ...{ attempt: 1, actor: 'worker:w', at: new Date().toISOString(), data: null },
    };
    for (const listener of this.listeners) listener([event]);
  }
}

describe('the mirror of dead letters', () => {
  let database: FreshDatabase;
  let fixture: OrchestratorFixture;
  let broker: MemoryBroker;
  let work: WorkBus;
  let feed: Feed;
  let mirror: DeadLetterMirror;

  beforeAll(async () => {
    database = await freshDatabase();
    fixture = new OrchestratorFixture(database);
  });
  afterAll(async () => {
    await fixture.close();
    await database.drop();
  });
  beforeEach(async () => {
    await fixture.sql('TRUNCATE dlq_tasks');
    broker = new MemoryBroker();
    work = createMemoryBus(broker).work;
    await work.start();
    feed = new Feed();
    mirror = mirrorOf(work);
  });
  afterEach(async () => {
    await mirror.stop();
    await work.stop();
  });

  function mirrorOf(bus: WorkBus): DeadLetterMirror {
    const settings = { DATABASE_URL: database.url, BUS_DATABASE_URL: database.url, CADRE_KEYS_FILE: '/none' };
    const logger = createLogger({ service: 'test', role: 'orchestrator', level: 'silent' });
    const metrics = createMetrics({ service: 'test', role: 'orchestrator', shard: '0' });
    const process = new Process(orchestratorConfig(settings), logger, metrics);
    return new DeadLetterMirror(new MirrorStore(fixture.db), new Held(['platform']), feed, bus, process);
  }

  async function letter(team = 'platform'): Promise<string> {
    const [taskId = ''] = await fixture.submit();
    await fixture.sql(
      `INSERT INTO dlq_tasks (dlq_id, task_id, agent_id, team, tenant, error_code, error_class, error_message,
              fingerprint, attempts, retry_count, submitted_at)
       VALUES ($1, $2, 'echo', $3, 'default', 'E1', 'permanent', 'it broke', 'f', 1, 0, now())`,
      ...[uuidv7(), taskId, team],
    );
    return taskId;
  }

  const shown = (team = 'platform') => (broker.deadLetters.get(team) ?? []).map(({ headers }) => headers['task_id']);
  const untilShown = (...ids: string[]) => until(() => ids.every((id) => shown().includes(id)));
  const mirrored = async () =>
    (await fixture.sql<{ id: string }>('SELECT task_id AS id FROM dlq_tasks WHERE mirrored_at IS NOT NULL')).map(
      ({ id }) => id,
    );
  const untilMirrored = (count: number) => until(async () => (await mirrored()).length === count);

  it('sends what has no copy when it starts, of the teams it leads, and notes that', async () => {
    const ids = [await letter(), await letter()];
    const other = await letter('marketing');
    mirror.start();
    await untilMirrored(2);
    expect([shown(), shown('marketing')]).toEqual([ids, []]);
    expect(await mirrored()).not.toContain(other);
  });

  it('sends a copy when a task has failed', async () => {
    mirror.start();
    const id = await letter();
    feed.failure();
    await untilShown(id);
  });

  it('tries again what was not confirmed', async () => {
    broker.startOutage();
    const id = await letter();
    mirror.start();
    expect(await mirrored()).toEqual([]);
    broker.endOutage();
    await untilShown(id);
    await untilMirrored(1);
  });

  it('sends all open ones again when copies are missing after the broker was away', async () => {
    const ids = [await letter(), await letter()];
    mirror.start();
    await untilMirrored(2);
    broker.deadLetters.clear();
    broker.reconnect(work);
    await untilShown(...ids);
    await untilMirrored(2);
  });

  it('sends nothing again when all are there', async () => {
    const first = await letter();
    mirror.start();
    await untilMirrored(1);
    broker.reconnect(work);
    const second = await letter();
    feed.failure();
    await untilMirrored(2);
    expect(shown()).toEqual([first, second]);
  });

  it('does nothing where nobody looks at the broker', async () => {
    const onPostgres = mirrorOf(Object.assign(Object.create(work) as WorkBus, { deadLetters: null }));
    onPostgres.start();
    await letter();
    feed.failure();
    await onPostgres.stop();
    expect([shown(), await mirrored()]).toEqual([[], []]);
  });
});
