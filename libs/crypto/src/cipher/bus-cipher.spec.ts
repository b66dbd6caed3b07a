import { UnreadablePayloadError } from '../errors';
import { generateKeyMaterial } from '../keys/key-material';
import { KeyRing } from '../keys/key-ring';
import { BusCipher, type BusAad } from './bus-cipher';

const ring = new KeyRing(generateKeyMaterial(['testing', 'marketing']));
const cipher = new BusCipher('testing', ring.busKey('testing'));
const aad: BusAad = { type: 'task.claim', taskId: 't1', leaseNo: 2 };

describe('BusCipher', () => {
  it('opens what it sealed', () => {
    expect(cipher.open(cipher.seal('secret', aad), aad).toString()).toBe('secret');
  });

  it.each([{ type: 'task.report' }, { taskId: 't2' }, { leaseNo: 3 }])('does not open it under %p', (other) => {
    expect(() => cipher.open(cipher.seal('secret', aad), { ...aad, ...other })).toThrow(UnreadablePayloadError);
  });

  it('does not open what belongs to another team', () => {
    const stranger = new BusCipher('marketing', ring.busKey('marketing'));
    expect(() => stranger.open(cipher.seal('secret', aad), aad)).toThrow('belongs to team "testing"');
  });
});
