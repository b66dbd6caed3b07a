import { Topic, type Envelope } from '@cadre/contracts';
import type { Broadcast } from '../broadcast.port';
import type { BroadcastHarness } from './broadcast-harness';
import { dispatchOf, hintOf, teamOf } from './messages';
import { until } from './until';

/** Everything an adapter of the broadcast port must pass. */
export function broadcastContract(createHarness: () => Promise<BroadcastHarness>): void {
  let harness: BroadcastHarness;
  beforeEach(async () => {
    harness = await createHarness();
  });
  afterEach(() => harness.close());

  async function listen(topic: Topic = Topic.DispatchHint): Promise<{ broadcast: Broadcast; received: Envelope[] }> {
    const broadcast = await harness.connect();
    const received: Envelope[] = [];
    await broadcast.subscribe(topic, (envelope) => received.push(envelope));
    return { broadcast, received };
  }

  it('reaches everybody who listens to the topic, and nobody else', async () => {
    const publisher = await harness.connect();
    const [first, second, other] = [await listen(), await listen(), await listen(Topic.TaskEvents)];
    const hint = hintOf('testing');
    publisher.publish(Topic.DispatchHint, hint);
    await until('both heard it', () => first.received.length + second.received.length === 2);
    expect(first.received).toEqual([hint]);
    expect(second.received).toEqual([hint]);
    expect(other.received).toEqual([]);
  });

  it('reaches listeners in the publishing process too', async () => {
    const { broadcast, received } = await listen();
    broadcast.publish(Topic.DispatchHint, hintOf('testing'));
    await until('it heard itself', () => received.length === 1);
  });

  it('keeps the order of one publisher and loses nothing while all is well', async () => {
    const publisher = await harness.connect();
    const { received } = await listen();
    const teams = Array.from({ length: 500 }, (_, index) => `team-${index}`);
    for (const team of teams) publisher.publish(Topic.DispatchHint, hintOf(team, 300));
    await until('all arrived', () => received.length === teams.length);
    expect(received.map(teamOf)).toEqual(teams);
  });

  it.each([7_000, 9_000, 90_000])('carries messages of %d bytes', async (bytes) => {
    const publisher = await harness.connect();
    const { received } = await listen();
    const hint = hintOf('large', bytes);
    publisher.publish(Topic.DispatchHint, hint);
    await until('it arrived', () => received.length === 1);
    expect(received[0]).toEqual(hint);
  });

  it('stops when the last subscription is closed', async () => {
    const publisher = await harness.connect();
    const broadcast = await harness.connect();
    const [closed, open]: Envelope[][] = [[], []];
    const subscription = await broadcast.subscribe(Topic.DispatchHint, (envelope) => closed?.push(envelope));
    await broadcast.subscribe(Topic.DispatchHint, (envelope) => open?.push(envelope));
    await subscription.close();
    await subscription.close();
    publisher.publish(Topic.DispatchHint, hintOf('testing'));
    await until('the open one heard it', () => open?.length === 1);
    expect(closed).toEqual([]);
  });

  it('survives a listener that throws', async () => {
    const { broadcast, received } = await listen();
    await broadcast.subscribe(Topic.DispatchHint, () => {
      throw new TypeError('a fault of the listener');
    });
    broadcast.publish(Topic.DispatchHint, hintOf('one'));
    broadcast.publish(Topic.DispatchHint, hintOf('two'));
    await until('both arrived', () => received.length === 2);
  });

  it('tells of a gap after its connections broke, and listens again', async () => {
    const publisher = await harness.connect();
    const { broadcast, received } = await listen();
    let gaps = 0;
    const unsubscribe = broadcast.onGap(() => (gaps += 1));
    await harness.cutConnections(broadcast);
    await until('the gap is told', () => gaps === 1);
    publisher.publish(Topic.DispatchHint, hintOf('testing'));
    await until('it listens again', () => received.length === 1);
    unsubscribe();
  });

  it('never hands over what is no message of this build', async () => {
    const publisher = await harness.connect();
    const { received } = await listen();
    publisher.publish(Topic.DispatchHint, { ...dispatchOf(1).envelope, version: 99 });
    publisher.publish(Topic.DispatchHint, hintOf('testing'));
    await until('the good one arrived', () => received.length === 1);
    expect(received.map(teamOf)).toEqual(['testing']);
  });

  it('stops twice, and publishing afterwards does no harm', async () => {
    const broadcast = await harness.connect();
    await broadcast.stop();
    await broadcast.stop();
    broadcast.publish(Topic.DispatchHint, hintOf('testing'));
  });
}
