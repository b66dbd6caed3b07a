import { CryptoError, type PayloadCipher } from '@cadre/crypto';
import { checkpointAad, payloadAad } from '../../task/payload-aad';
import type { ClaimedRow } from './sql/lock-claimed.sql';

/** The opened payloads of a task. `parameters` is null when they are missing or do not open. */
export interface OpenedPayloads {
  readonly parameters: Buffer | null;
  readonly checkpoint: Buffer | null;
}

/** Opens what a task needs to start. A checkpoint that does not open is left out: the attempt then starts from scratch. */
export function openPayloads(cipher: PayloadCipher, row: ClaimedRow): OpenedPayloads {
  const { tenant, task_id: taskId } = row;
  return {
    parameters: opened(cipher, row.sealed_parameters, payloadAad(tenant, taskId, 'parameters')),
    checkpoint: opened(cipher, row.sealed_checkpoint, checkpointAad(tenant, taskId)),
  };
}

function opened(cipher: PayloadCipher, sealed: string | null, aad: ReturnType<typeof payloadAad>): Buffer | null {
  if (sealed === null) return null;
  try {
    return cipher.open(sealed, aad);
  } catch (error) {
    if (error instanceof CryptoError) return null;
    throw error;
  }
}
