import { type HeartbeatV1, MessageType } from '@cadre/contracts';
import { BusCipher, generateKeyMaterial, KeyRing } from '@cadre/crypto';
import { openCheckpoints } from './checkpoints';

const cipher = new BusCipher('testing', new KeyRing(generateKeyMaterial(['testing'])).busKey('testing'));
const seal = (leaseNo: number) => cipher.seal('{"page":1}', { type: MessageType.Heartbeat, taskId: 't', leaseNo });
const lease = { taskId: 't', leaseToken: 'x', leaseNo: 3, tenant: 'default', cancel: false };

function opened(sealed_checkpoint: string | undefined, renewed = new Map([['x', lease]])): string[] {
  const sent = { task_id: 't', lease_token: 'x', ...(sealed_checkpoint !== undefined && { sealed_checkpoint }) };
  const message = { leases: [sent] } as unknown as HeartbeatV1;
  return openCheckpoints(cipher, message, renewed).map(({ content }) => content.toString());
}

describe('checkpoints that come with a heartbeat', () => {
  it('are opened for the lease they were sealed for', () => {
    expect(opened(seal(3))).toEqual(['{"page":1}']);
  });

  it('of another attempt, altered ones, and those of lost leases are left out', () => {
    expect(opened(seal(2))).toEqual([]);
    expect(opened('nonsense')).toEqual([]);
    expect(opened(seal(3), new Map())).toEqual([]);
    expect(opened(undefined)).toEqual([]);
  });
});
