import { type Fault, type FaultKind, NOBODY, type Observation } from './fault';
import type { WorldClock } from '../world/world-clock';

/** The database's clock is set, as an administrator or a time server does: it stays so, and later ones add up. */
export function setDatabaseClock(name: string, seconds: number): FaultKind {
  return {
    name,
    family: 'database',
    holdMs: [0, 0],
    mayRefuse: false,
    excuses: NOBODY,
    create: ({ clock }) => new SetClock(clock, seconds),
  };
}

/** Reading it takes a moment; what it is set by is far more. */
const TOLERANCE_SECONDS = 5;

class SetClock implements Fault {
  constructor(
    private readonly clock: WorldClock,
    private readonly seconds: number,
  ) {}

  async inject(): Promise<Observation> {
    const before = await this.clock.aheadSeconds();
    await this.clock.advance(this.seconds);
    const jumped = (await this.clock.aheadSeconds()) - before;
    const observed = Math.abs(jumped - this.seconds) < TOLERANCE_SECONDS;
    return { observed, evidence: `a new session is ${Math.round(jumped)} s from where it was` };
  }

  async heal(): Promise<void> {}
}
