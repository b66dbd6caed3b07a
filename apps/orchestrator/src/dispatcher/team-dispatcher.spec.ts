import { createMemoryBus, MemoryBroker, type Bus } from '@cadre/bus';
import { createLogger, createMetrics } from '@cadre/observability';
import { type CommittedEvent, Database, type DispatchRound, DispatchStore, TakeBackStore } from '@cadre/persistence';
import { until } from '@cadre/testing';
import { TaskEventFeed } from '../announcements/task-event-feed.port';
import { Outages } from '../lifecycle/outages';
import { DispatcherMetrics } from './dispatcher.metrics';
import { TeamDispatcher } from './team-dispatcher';

const LEASE = { team: 'platform', owner: 'o#1', term: 1 };
const FULL = { window: 8, queued: 8 };
const TAKEN_BACK = { team: 'platform', type: 'taken_back', from: 'queued', to: 'pending' } as CommittedEvent;
const DISPATCHED: DispatchRound = {
  ...{ ...FULL, kind: 'dispatched', tasks: [], events: [], nextTokenMs: null, drained: true },
};

/** Answers what the test says, and then that there is nothing to do. */
class ScriptedStore extends DispatchStore {
  rounds = 0;

  constructor(
    db: Database,
    private readonly script: readonly DispatchRound[],
  ) {
    super(db);
  }

  override dispatch(): Promise<DispatchRound> {
    this.rounds += 1;
    return Promise.resolve(this.script[this.rounds - 1] ?? DISPATCHED);
  }
}

class SilentFeed extends TaskEventFeed {
  readonly announced: CommittedEvent[] = [];
  override announce(events: readonly CommittedEvent[]): void {
    this.announced.push(...events);
  }
  override onCommitted(): () => void {
    return () => undefined;
  }
  override onHeard(): () => void {
    return () => undefined;
  }
}

describe('a team dispatcher whose tasks give way to more urgent ones', () => {
  const db = new Database({ url: 'postgres://nobody@127.0.0.1:1/nothing' });
  let broker: MemoryBroker;
  let bus: Bus;
  let feed: SilentFeed;
  let dispatcher: TeamDispatcher | undefined;
  beforeEach(async () => {
    broker = new MemoryBroker();
    bus = createMemoryBus(broker);
    feed = new SilentFeed();
    await bus.work.start();
  });
  afterEach(async () => {
    await dispatcher?.stop();
    await bus.work.stop();
    broker.close();
  });
  afterAll(() => db.close());

  function start(script: readonly DispatchRound[]): ScriptedStore {
    const store = new ScriptedStore(db, script);
    const logger = createLogger({ service: 'test', role: 'orchestrator', level: 'silent' });
    const metrics = new DispatcherMetrics(createMetrics({ service: 'test', role: 'orchestrator', shard: '0' }));
    const parts = {
      store,
      takeBacks: new TakeBackStore(db),
      bus: bus.work,
      feed,
      outages: new Outages(logger),
      metrics,
    };
    dispatcher = new TeamDispatcher(LEASE, parts, () => undefined);
    dispatcher.start();
    return store;
  }

  it('goes round until the urgent ones have their place', async () => {
    const gaveWay: DispatchRound = { ...FULL, kind: 'preempted', events: [TAKEN_BACK] };
    const store = start([gaveWay, gaveWay, DISPATCHED]);
    await until(() => store.rounds === 3);
    expect(feed.announced).toEqual([TAKEN_BACK, TAKEN_BACK]);
  });

  it('does not go round and round when none of them could be taken back', async () => {
    const allClaimed: DispatchRound = { ...FULL, kind: 'preempted', events: [] };
    const store = start(Array.from({ length: 1_000 }, () => allClaimed));
    await until(() => store.rounds > 0);
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(store.rounds).toBe(1);
    // Room that is made later wakes it.
    dispatcher?.wake();
    await until(() => store.rounds === 2);
  });
});
