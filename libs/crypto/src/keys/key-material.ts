import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { KeysFileError } from '../errors';

/** What stands in the keys file. Several data and jwt keys may be readable; one of each writes. */
export interface KeyMaterial {
  readonly data_keys: { readonly active: string; readonly keys: Readonly<Record<string, string>> };
  readonly hmac_key: string;
  readonly jwt_keys: { readonly active: string; readonly keys: Readonly<Record<string, JwtKeyMaterial>> };
  readonly bus_keys: Readonly<Record<string, string>>;
  /** Absent from files that were made before stored files were sealed. */
  readonly artifact_keys?: ArtifactKeyMaterial;
}

/** The keys under which files are kept in a folder. */
export interface ArtifactKeyMaterial {
  readonly active: string;
  readonly keys: Readonly<Record<string, string>>;
}

export interface JwtKeyMaterial {
  readonly private_pem: string;
  readonly public_pem: string;
}

/** What stands in the file of one worker: its team's bus key, and the keys of the files that it reads and writes. */
export interface BusKeyMaterial {
  readonly team: string;
  readonly bus_key: string;
  readonly artifact_keys?: ArtifactKeyMaterial;
}

const SYMMETRIC_KEY_BYTES = 32;

/** New keys of every kind, one bus key per team. */
export function generateKeyMaterial(teams: readonly string[]): KeyMaterial {
  return {
    data_keys: { active: 'data-1', keys: { 'data-1': newSymmetricKey() } },
    hmac_key: newSymmetricKey(),
    jwt_keys: { active: 'jwt-1', keys: { 'jwt-1': newJwtKey() } },
    bus_keys: Object.fromEntries(teams.map((team) => [team, newSymmetricKey()])),
    artifact_keys: newArtifactKeys(),
  };
}

/**
 * The same material with what was missing: bus keys for teams that have none yet, keys for stored files. The same object
 * when nothing was missing.
 */
export function completed(material: KeyMaterial, teams: readonly string[]): KeyMaterial {
  const missing = teams.filter((team) => !Object.hasOwn(material.bus_keys, team));
  if (missing.length === 0 && material.artifact_keys !== undefined) return material;
  const added = Object.fromEntries(missing.map((team) => [team, newSymmetricKey()]));
  const { artifact_keys = newArtifactKeys() } = material;
  return { ...material, bus_keys: { ...material.bus_keys, ...added }, artifact_keys };
}

/** Decodes a 256-bit key; `where` names the field in the error. */
export function decodeSymmetricKey(encoded: unknown, where: string): Buffer {
  const key = typeof encoded === 'string' ? Buffer.from(encoded, 'base64') : Buffer.alloc(0);
  if (key.length !== SYMMETRIC_KEY_BYTES) throw new KeysFileError(`${where} is not a base64 key of 32 bytes`);
  return key;
}

function newSymmetricKey(): string {
  return randomBytes(SYMMETRIC_KEY_BYTES).toString('base64');
}

function newArtifactKeys(): ArtifactKeyMaterial {
  return { active: 'artifact-1', keys: { 'artifact-1': newSymmetricKey() } };
}

function newJwtKey(): JwtKeyMaterial {
  // RSA because a gateway verifies far more often than it signs, and RSA verifies several times faster than P-256.
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { private_pem: pair.privateKey, public_pem: pair.publicKey };
}
