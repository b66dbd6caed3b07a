import { BusUnavailableError } from '../errors';
import type { DeadLetterBoard, DeadLetterCopy, PublishResult } from '../work-bus.port';
import type { MemoryBroker } from './memory-broker';

/** Copies of dead letters, kept by the in-memory broker. */
export class MemoryDeadLetterBoard implements DeadLetterBoard {
  constructor(
    private readonly broker: MemoryBroker,
    /** Whose connection counts. */
    private readonly holder: object,
  ) {}

  async show(team: string, copies: readonly DeadLetterCopy[]): Promise<readonly PublishResult[]> {
    if (!this.broker.isConnected(this.holder)) return copies.map(() => ({ ok: false, reason: 'unconfirmed' }));
    this.broker.deadLetters.set(team, [...(this.broker.deadLetters.get(team) ?? []), ...copies]);
    return copies.map(() => ({ ok: true }));
  }

  async count(team: string): Promise<number> {
    if (!this.broker.isConnected(this.holder)) throw new BusUnavailableError('The in-memory broker is away.');
    return this.broker.deadLetters.get(team)?.length ?? 0;
  }
}
