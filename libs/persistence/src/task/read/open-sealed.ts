import { CryptoError, type PayloadAad, type PayloadCipher } from '@cadre/crypto';

/**
 * What looking into a sealed value came to. `unreadable`: its key is gone or its row is damaged; what else is known
 * about the task is no less true for it.
 */
export type Opened<T> =
  { readonly kind: 'opened'; readonly value: T } | { readonly kind: 'absent' } | { readonly kind: 'unreadable' };

const ABSENT = { kind: 'absent' } as const;
const UNREADABLE = { kind: 'unreadable' } as const;

/** Opens a sealed text. Throws only what is no fault of the text or its key. */
export function openText(cipher: PayloadCipher, sealed: string | null | undefined, aad: PayloadAad): Opened<string> {
  if (sealed === null || sealed === undefined) return ABSENT;
  try {
    return { kind: 'opened', value: cipher.open(sealed, aad).toString() };
  } catch (error) {
    if (error instanceof CryptoError) return UNREADABLE;
    throw error;
  }
}

/** The same for sealed JSON. */
export function openJson(cipher: PayloadCipher, sealed: string | null | undefined, aad: PayloadAad): Opened<unknown> {
  const text = openText(cipher, sealed, aad);
  if (text.kind !== 'opened') return text;
  try {
    return { kind: 'opened', value: JSON.parse(text.value) };
  } catch {
    return UNREADABLE;
  }
}
