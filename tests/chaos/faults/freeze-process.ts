import { readFileSync } from 'node:fs';
import { type Service, until } from '@cadre/testing';
import type { Replica, Role } from '../world/replica';
import { type Fault, type FaultKind, NOBODY, type Observation, pick } from './fault';

/** A process stands still for a while, its connections stay open. */
export function freezeProcess(role: Role, holdMs: readonly [number, number], name = `${role}-frozen`): FaultKind {
  return {
    name,
    family: 'process',
    holdMs,
    mayRefuse: role === 'gateway',
    excuses: role === 'worker' ? (world, dice) => [pick(world.of(role), dice).name] : NOBODY,
    create: (world, dice) => new FrozenProcess(pick(world.of(role), dice)),
  };
}

class FrozenProcess implements Fault {
  private frozen: Service | undefined;

  constructor(private readonly replica: Replica) {}

  async inject(): Promise<Observation> {
    await this.replica.untilUp();
    const { service, name } = this.replica;
    if (service === undefined) return { observed: false, evidence: `${name} is not there` };
    service.freeze();
    this.frozen = service;
    await until(() => stateOf(service.pid) === 'T');
    return { observed: true, evidence: `${name} is in state T` };
  }

  async heal(): Promise<void> {
    const { frozen } = this;
    frozen?.thaw();
    if (frozen !== undefined) await until(() => stateOf(frozen.pid) !== 'T');
  }
}

/** The letter that the system gives a process; empty when there is none. */
function stateOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.charAt(stat.lastIndexOf(')') + 2);
  } catch {
    return '';
  }
}
