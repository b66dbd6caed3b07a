import type { KeyObject } from 'node:crypto';
import { KeyMissingError } from '../errors';

/** The keys under which files are kept: one seals, all open. */
export class ArtifactKeys {
  constructor(
    readonly active: string,
    private readonly keys: ReadonlyMap<string, KeyObject>,
  ) {
    this.key(active);
  }

  /** Throws KeyMissingError. */
  key(kid: string): KeyObject {
    const key = this.keys.get(kid);
    if (key === undefined) throw new KeyMissingError('artifact', kid);
    return key;
  }

  /** All of them, by their ids. */
  get all(): ReadonlyMap<string, KeyObject> {
    return this.keys;
  }
}
