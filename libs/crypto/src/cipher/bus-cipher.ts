import type { KeyObject } from 'node:crypto';
import { UnreadablePayloadError } from '../errors';
import { contextOf } from './context';
import { openText, sealText } from './sealed-text';

/** What a payload on the bus belongs to. Replayed under another type, task or lease it does not open. */
export interface BusAad {
  readonly type: string;
  readonly taskId: string;
  readonly leaseNo: number;
}

/** Seals payloads on their way over the bus, under the key of one team. */
export class BusCipher {
  constructor(
    private readonly team: string,
    private readonly key: KeyObject,
  ) {}

  seal(plain: Buffer | string, aad: BusAad): string {
    return sealText(plain, this.key, this.team, contextOfMessage(aad));
  }

  /** Throws UnreadablePayloadError, also for another team's payload. */
  open(sealed: string, aad: BusAad): Buffer {
    return openText(sealed, (team) => this.keyOf(team), contextOfMessage(aad));
  }

  private keyOf(team: string): KeyObject {
    if (team !== this.team) throw new UnreadablePayloadError(`A payload on the bus belongs to team "${team}"`);
    return this.key;
  }
}

function contextOfMessage(aad: BusAad): string {
  return contextOf(aad.type, aad.taskId, String(aad.leaseNo));
}
