import type { KeyRing } from '../keys/key-ring';
import { contextOf } from './context';
import { openText, sealText } from './sealed-text';

/** Where a sealed value stands. Moved to another tenant, table, row or column it does not open. */
export interface PayloadAad {
  readonly tenant: string;
  readonly table: string;
  readonly rowId: string;
  readonly column: string;
}

/** Seals what is kept in the database, under the ring's active data key; opens what any of its data keys sealed. */
export class PayloadCipher {
  constructor(private readonly ring: KeyRing) {}

  seal(plain: Buffer | string, aad: PayloadAad): string {
    const kid = this.ring.activeDataKeyId;
    return sealText(plain, this.ring.dataKey(kid), kid, contextOfRow(aad));
  }

  /** Throws UnreadablePayloadError, or KeyMissingError naming the key id. */
  open(sealed: string, aad: PayloadAad): Buffer {
    return openText(sealed, (kid) => this.ring.dataKey(kid), contextOfRow(aad));
  }
}

function contextOfRow(aad: PayloadAad): string {
  return contextOf(aad.tenant, aad.table, aad.rowId, aad.column);
}
