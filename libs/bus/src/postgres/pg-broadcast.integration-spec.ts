import { randomUUID } from 'node:crypto';
import { Topic, type Envelope } from '@cadre/contracts';
import { broadcastContract } from '../testing/broadcast.contract';
import { hintOf, teamOf } from '../testing/messages';
import { until } from '../testing/until';
import { createBusDatabase, type BusDatabase } from './bus-database.contract';
import { channelOf } from './channel';
import { PgBroadcastHarness } from './pg-broadcast-harness.contract';
import { PgHarness } from './pg-harness.contract';

describe('the broadcast on PostgreSQL', () => {
  let database: BusDatabase;
  beforeAll(async () => {
    database = await createBusDatabase();
  });
  afterAll(() => database.drop());

  broadcastContract(async () => new PgBroadcastHarness(database.url));

  it('finds out that its connection is silently dead, and tells of the gap', async () => {
    const harness = new PgBroadcastHarness(database.url);
    const [publisher, listener] = [await harness.connect(), await harness.connect()];
    const received: Envelope[] = [];
    let gaps = 0;
    listener.onGap(() => (gaps += 1));
    await listener.subscribe(Topic.DispatchHint, (envelope) => received.push(envelope));
    harness.freeze(listener);
    await until('the gap is told', () => gaps === 1, 12_000);
    publisher.publish(Topic.DispatchHint, hintOf('testing'));
    await until('it listens again', () => received.length === 1);
    expect(received.map(teamOf)).toEqual(['testing']);
    await harness.close();
  });

  it('tells of the gap when what it was told of is no longer there', async () => {
    const harness = new PgBroadcastHarness(database.url);
    const listener = await harness.connect();
    let gaps = 0;
    listener.onGap(() => (gaps += 1));
    await listener.subscribe(Topic.DispatchHint, () => undefined);
    await new PgHarness(database.url).query('SELECT pg_notify($1, $2)', [
      channelOf(Topic.DispatchHint),
      JSON.stringify({ parcel: randomUUID() }),
    ]);
    await until('the gap is told', () => gaps === 1);
    await harness.close();
  });
});
