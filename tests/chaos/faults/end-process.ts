import type { Replica, Role } from '../world/replica';
import { type Fault, type FaultKind, type Observation, pick } from './fault';

/** A process is killed, or asked to leave; its supervisor starts another one. */
export function endProcess(role: Role, signal: 'SIGKILL' | 'SIGTERM'): FaultKind {
  const killed = signal === 'SIGKILL';
  return {
    name: `${role}-${killed ? 'killed' : 'asked-to-leave'}`,
    family: 'process',
    holdMs: [0, 0],
    mayRefuse: role === 'gateway',
    // What it hands back when it is asked to leave must find its way.
    excuses: (world, dice, alone) => (role === 'worker' && (killed || !alone) ? [pick(world.of(role), dice).name] : []),
    create: (world, dice) => new EndedProcess(pick(world.of(role), dice), signal),
  };
}

class EndedProcess implements Fault {
  constructor(
    private readonly replica: Replica,
    private readonly signal: 'SIGKILL' | 'SIGTERM',
  ) {}

  async inject(): Promise<Observation> {
    const { name } = this.replica;
    const exit = await this.replica.end(this.signal);
    const observed = this.signal === 'SIGKILL' ? exit.signal === 'SIGKILL' : exit.code === 0;
    return { observed, evidence: `${name} ended with ${exit.signal ?? `code ${exit.code}`}` };
  }

  async heal(): Promise<void> {
    await this.replica.untilUp();
  }
}
