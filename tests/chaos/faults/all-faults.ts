import type { ChaosOptions } from '../options';
import { PAIRS } from '../world/network';
import { alarmMemory, closeConnections, endBroker, wipeBroker } from './break-broker';
import { emptyBus, endDatabase, endSessions } from './break-database';
import { breakNetwork, NETWORK_MODES } from './break-network';
import { deleteQueue, purgeQueue } from './break-queue';
import { endProcess } from './end-process';
import type { FaultKind } from './fault';
import { freezeProcess } from './freeze-process';
import { setDatabaseClock } from './set-database-clock';

const ROLES = ['gateway', 'orchestrator', 'worker'] as const;
const BRIEF = [1_000, 4_000] as const;
/** Longer than a dispatcher's lease on its team, shorter than a worker's on its attempt. */
const MEDIUM = [8_000, 20_000] as const;
/** Longer than the lease of an attempt. */
const LONG = [35_000, 50_000] as const;
/** Beyond every lease; many of them together stay below the day that idempotency keys live. */
const FORWARD_SECONDS = 600;
/** Beyond a dispatcher's lease; what is due later is due so much later. */
const BACK_SECONDS = 20;

const EVERYWHERE: readonly FaultKind[] = [
  ...ROLES.flatMap((role) => [
    endProcess(role, 'SIGKILL'),
    endProcess(role, 'SIGTERM'),
    freezeProcess(role, BRIEF),
    freezeProcess(role, LONG, `${role}-frozen-long`),
  ]),
  endDatabase('stop', BRIEF),
  endDatabase('kill', BRIEF),
  endSessions,
  setDatabaseClock('database-clock-forward', FORWARD_SECONDS),
  setDatabaseClock('database-clock-back', -BACK_SECONDS),
  ...PAIRS.flatMap((pair) => NETWORK_MODES.map((mode) => breakNetwork(pair, mode, BRIEF))),
  ...PAIRS.map((pair) => renamed(breakNetwork(pair, 'black-hole', MEDIUM), `${pair}-black-hole-long`)),
];

const ON_RABBITMQ: readonly FaultKind[] = [
  endBroker('stop', BRIEF),
  endBroker('kill', BRIEF),
  wipeBroker,
  alarmMemory(BRIEF),
  renamed(alarmMemory(MEDIUM), 'broker-memory-alarm-long'),
  closeConnections,
  purgeQueue,
  deleteQueue,
];

/** Every kind of fault that these options allow. */
export function faultKinds({ bus, longestHoldMs, only = '' }: ChaosOptions): FaultKind[] {
  const kinds = [...EVERYWHERE, ...(bus === 'rabbitmq' ? ON_RABBITMQ : [emptyBus])];
  return kinds.filter(({ name, holdMs: [, longest] }) => name.includes(only) && longest <= longestHoldMs);
}

function renamed(kind: FaultKind, name: string): FaultKind {
  return { ...kind, name };
}
