import { type HeartbeatV1, MessageType } from '@cadre/contracts';
import { type BusCipher, CryptoError } from '@cadre/crypto';
import type { Checkpoint, Renewed } from '@cadre/persistence';

/** Opens the checkpoints that came with renewed leases. One that does not open is left out: the last good one stays. */
export function openCheckpoints(
  cipher: BusCipher,
  message: HeartbeatV1,
  renewed: ReadonlyMap<string, Renewed>,
): Checkpoint[] {
  return message.leases.flatMap(({ lease_token, sealed_checkpoint }) => {
    const lease = renewed.get(lease_token);
    if (!lease || sealed_checkpoint === undefined) return [];
    const content = opened(cipher, sealed_checkpoint, lease);
    return content ? [{ lease, content }] : [];
  });
}

function opened(cipher: BusCipher, sealed: string, { taskId, leaseNo }: Renewed): Buffer | null {
  try {
    return cipher.open(sealed, { type: MessageType.Heartbeat, taskId, leaseNo });
  } catch (error) {
    if (error instanceof CryptoError) return null;
    throw error;
  }
}
