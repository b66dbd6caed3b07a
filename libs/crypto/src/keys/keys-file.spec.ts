import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeysFileError } from '../errors';
import { BusCipher } from '../cipher/bus-cipher';
import { PayloadCipher } from '../cipher/payload-cipher';
import { loadBusKey, loadKeys, loadOrCreateKeys, writeBusKeyFile } from './keys-file';

const aad = { tenant: 't', table: 'x', rowId: '1', column: 'c' };
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadre-keys-'));
  file = join(folder, 'secrets', 'keys.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the keys file', () => {
  it('is made once and read from then on', () => {
    const sealed = new PayloadCipher(loadOrCreateKeys(file, ['testing'])).seal('kept', aad);
    const again = new PayloadCipher(loadOrCreateKeys(file, ['testing']));
    expect(again.open(sealed, aad).toString()).toBe('kept');
    expect(new PayloadCipher(loadKeys(file)).open(sealed, aad).toString()).toBe('kept');
  });

  it('is readable by its owner alone, and leaves nothing else behind', () => {
    loadOrCreateKeys(file, ['testing']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'secrets'))).toEqual(['keys.json']);
  });

  it('gets a bus key for a team that joins, and keeps the others', () => {
    const before = loadOrCreateKeys(file, ['testing']);
    const after = loadOrCreateKeys(file, ['testing', 'marketing']);
    expect(after.teams).toEqual(['testing', 'marketing']);
    expect(after.busKey('testing').equals(before.busKey('testing'))).toBe(true);
  });

  it.each([
    ['cut off', '{"data_keys":'],
    ['of another kind', '{"version":1}'],
    ['a list', '[]'],
  ])('is never replaced when it is %s', (_, text) => {
    loadOrCreateKeys(file, []);
    writeFileSync(file, text);
    expect(() => loadOrCreateKeys(file, [])).toThrow(KeysFileError);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it.each([
    [
      'data_keys',
      { active: 'data-1', keys: { 'data-1': 'short' } },
      'data_keys.keys.data-1 is not a base64 key of 32 bytes',
    ],
    [
      'jwt_keys',
      { active: 'jwt-1', keys: { 'jwt-1': { private_pem: 'x', public_pem: 'y' } } },
      'jwt_keys.keys.jwt-1 is not a PEM key pair',
    ],
    ['hmac_key', 'short', 'hmac_key is not a base64 key of 32 bytes'],
  ])('names the bad field %s', (field, value, message) => {
    loadOrCreateKeys(file, []);
    const material = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...material, [field]: value }));
    expect(() => loadKeys(file)).toThrow(message);
  });

  it('must hold the key it calls active', () => {
    loadOrCreateKeys(file, []);
    const material = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...material, data_keys: { ...material.data_keys, active: 'data-9' } }));
    expect(() => loadKeys(file)).toThrow('holds no data key "data-9"');
  });

  it('is required by those who do not make it', () => {
    expect(() => loadKeys(file)).toThrow(`${file} does not exist`);
  });

  it('that cannot be read is an error that names it', () => {
    expect(() => loadKeys(folder)).toThrow(`${folder} cannot be read (EISDIR)`);
  });
});

describe("a worker's bus key file", () => {
  it('opens what the orchestrator sealed for that team', () => {
    const ring = loadOrCreateKeys(file, ['testing']);
    const busFile = join(folder, 'bus', 'testing.json');
    writeBusKeyFile(busFile, 'testing', ring);
    const message = { type: 'task.claim.answer', taskId: 't', leaseNo: 1 };
    const sealed = new BusCipher('testing', ring.busKey('testing')).seal('hello', message);
    expect(new BusCipher('testing', loadBusKey(busFile, 'testing')).open(sealed, message).toString()).toBe('hello');
  });

  it('is refused for another team', () => {
    const ring = loadOrCreateKeys(file, ['testing']);
    const busFile = join(folder, 'bus.json');
    writeBusKeyFile(busFile, 'testing', ring);
    expect(() => loadBusKey(busFile, 'marketing')).toThrow('does not hold the bus key of team "marketing"');
  });
});
