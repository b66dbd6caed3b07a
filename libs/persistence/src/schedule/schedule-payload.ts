import { CryptoError, type PayloadAad, type PayloadCipher } from '@cadre/crypto';
import { cleanJson } from '@cadre/domain';

type Owner = { readonly tenant: string; readonly schedule_id: string };

export interface SealedSchedule extends Owner {
  readonly sealed_payload: string;
}

export function sealPayload(cipher: PayloadCipher, owner: Owner, payload: unknown): string {
  return cipher.seal(JSON.stringify(cleanJson(payload ?? {})), aadOf(owner));
}

/** Undefined when it does not open under the present keys. */
export function openPayload(cipher: PayloadCipher, row: SealedSchedule): unknown {
  try {
    return JSON.parse(cipher.open(row.sealed_payload, aadOf(row)).toString());
  } catch (error) {
    if (error instanceof CryptoError) return undefined;
    throw error;
  }
}

function aadOf({ tenant, schedule_id }: Owner): PayloadAad {
  return { tenant, table: 'scheduled_tasks', rowId: schedule_id, column: 'sealed_payload' };
}
