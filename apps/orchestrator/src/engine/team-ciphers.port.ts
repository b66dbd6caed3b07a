import { BusCipher, type KeyRing } from '@cadre/crypto';

/** Seals and opens what travels over the bus, under the key of the team it concerns. */
export class TeamCiphers {
  private readonly ciphers = new Map<string, BusCipher>();

  constructor(private readonly ring: KeyRing) {}

  /** Throws KeyMissingError for a team that has no key. */
  of(team: string): BusCipher {
    const known = this.ciphers.get(team);
    if (known) return known;
    const cipher = new BusCipher(team, this.ring.busKey(team));
    this.ciphers.set(team, cipher);
    return cipher;
  }
}
