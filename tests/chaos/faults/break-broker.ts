import { type PrivateBroker, until } from '@cadre/testing';
import type { World } from '../world/world';
import { type Fault, type FaultKind, NOBODY, type Observation } from './fault';
import { HELLO, sayHello } from './say-hello';

/** A fault that only RabbitMQ can have. */
export function brokerFault(
  name: string,
  create: (broker: PrivateBroker, dice: number) => Fault,
  holdMs: readonly [number, number] = [0, 0],
): FaultKind {
  return {
    name,
    family: 'broker',
    holdMs,
    mayRefuse: false,
    excuses: NOBODY,
    create: (world, dice) => create(brokerOf(world), dice),
  };
}

const REFUSES_WITHIN_MS = 2_000;

/** The broker goes down, in order or by force, and comes back with what it had written down. */
export function endBroker(how: 'stop' | 'kill', holdMs: readonly [number, number]): FaultKind {
  const fault = (broker: PrivateBroker): Fault => ({
    async inject(): Promise<Observation> {
      await broker[how]();
      const met = await sayHello(broker.port, HELLO.broker, REFUSES_WITHIN_MS);
      return { observed: met === 'refused', evidence: `a new connection is ${met}` };
    },
    heal: () => broker.startAgain(),
  });
  return brokerFault(how === 'stop' ? 'broker-restarted' : 'broker-killed', fault, holdMs);
}

const MARK = 'chaos-mark';

/** Killed, and its memory is gone: a queue that would outlive a restart proves it. */
export const wipeBroker = brokerFault('broker-wiped', (broker) => ({
  async inject(): Promise<Observation> {
    await broker.management.put(`/queues/${encodeURIComponent(broker.vhost)}/${MARK}`, { durable: true });
    await broker.wipe();
    const queues = await broker.management.get<{ name: string }[]>('/queues');
    const left = queues.some(({ name }) => name === MARK);
    return { observed: !left, evidence: left ? 'a durable queue is still there' : 'a durable queue is gone' };
  },
  heal: () => Promise.resolve(),
}));

/** The broker takes no messages for want of memory. */
export function alarmMemory(holdMs: readonly [number, number]): FaultKind {
  const fault = (broker: PrivateBroker): Fault => ({
    async inject(): Promise<Observation> {
      await broker.setMemoryAlarm(true);
      return { observed: true, evidence: 'the node says mem_alarm' };
    },
    heal: () => broker.setMemoryAlarm(false),
  });
  return brokerFault('broker-memory-alarm', fault, holdMs);
}

/** An administrator closes every connection. */
export const closeConnections = brokerFault('broker-connections-closed', (broker) => ({
  async inject(): Promise<Observation> {
    const before = await until(() => knownConnections(broker), GONE_WITHIN).catch(() => []);
    await Promise.allSettled(
      before.map((name) => broker.management.delete(`/connections/${encodeURIComponent(name)}`)),
    );
    const gone = await until(() => allGone(broker, before), GONE_WITHIN).catch(() => false);
    return { observed: before.length > 0 && gone, evidence: `${before.length} ${gone ? '' : 'not all '}closed` };
  },
  heal: () => Promise.resolve(),
}));

/** The broker tells of connections with a delay. */
const GONE_WITHIN = { timeoutMs: 20_000, intervalMs: 250 };

/** After a restart it knows of none for a while. */
async function knownConnections(broker: PrivateBroker): Promise<string[] | false> {
  const names = await connectionsOf(broker);
  return names.length > 0 && names;
}

async function allGone(broker: PrivateBroker, names: readonly string[]): Promise<boolean> {
  const now = await connectionsOf(broker);
  return names.every((name) => !now.includes(name));
}

async function connectionsOf({ management }: PrivateBroker): Promise<string[]> {
  return (await management.get<{ name: string }[]>('/connections')).map(({ name }) => name);
}

function brokerOf({ broker }: World): PrivateBroker {
  if (broker === undefined) throw new TypeError('this installation has no broker');
  return broker;
}
