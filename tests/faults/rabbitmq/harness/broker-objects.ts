import { taskQueue } from '@cadre/contracts';
import { until, type VhostAccess } from '@cadre/testing';

const QUEUE = taskQueue('platform');

/** One that publishes and one that consumes. */
const AT_LEAST = 2;

interface Connection {
  readonly name: string;
  readonly user: string;
}

/** The path of the queue of team platform in the management API. */
export function queuePath({ vhost }: VhostAccess): string {
  return `/queues/${encodeURIComponent(vhost)}/${QUEUE}`;
}

/** How many messages stand in the queue of team platform, handed out or not; undefined while there is none. */
export async function depthOf(broker: VhostAccess): Promise<number | undefined> {
  return (await broker.management.get<{ messages?: number }>(queuePath(broker))).messages;
}

/** How many of them wait there, and are in nobody's hands. */
export async function readyIn(broker: VhostAccess): Promise<number | undefined> {
  return (await broker.management.get<{ messages_ready?: number }>(queuePath(broker))).messages_ready;
}

/** Closes every connection of these users, at least two each, as an administrator would. */
export async function closeConnections(broker: VhostAccess, users: readonly string[]): Promise<void> {
  const waiting = { timeoutMs: 30_000, intervalMs: 50 };
  const theirs = await until(async () => {
    const each = await Promise.all(users.map((user) => connectionsOf(broker, user)));
    return each.every((names) => names.length >= AT_LEAST) && each.flat();
  }, waiting);
  await Promise.all(theirs.map((name) => closeConnection(broker, name)));
  for (const user of users) {
    await until(async () => (await connectionsOf(broker, user)).every((name) => !theirs.includes(name)), waiting);
  }
}

async function connectionsOf(broker: VhostAccess, user: string): Promise<readonly string[]> {
  const all = await broker.management.get<Connection[]>(`/vhosts/${encodeURIComponent(broker.vhost)}/connections`);
  return all.filter((each) => each.user === user).map(({ name }) => name);
}

async function closeConnection(broker: VhostAccess, name: string): Promise<void> {
  // It may be gone already.
  await broker.management.delete(`/connections/${encodeURIComponent(name)}`).catch(() => undefined);
}
