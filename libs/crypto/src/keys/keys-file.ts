import { mkdirSync, readFileSync } from 'node:fs';
import { createSecretKey, type KeyObject } from 'node:crypto';
import { dirname } from 'node:path';
import { KeysFileError } from '../errors';
import type { ArtifactKeys } from './artifact-keys';
import { completed, decodeSymmetricKey, generateKeyMaterial } from './key-material';
import type { ArtifactKeyMaterial, BusKeyMaterial, KeyMaterial } from './key-material';
import { KeyRing, toArtifactKeys } from './key-ring';
import { writeSecretFile } from './write-durably';

/** Reads the keys file. Throws KeysFileError, also when the file is absent. */
export function loadKeys(path: string): KeyRing {
  return ringFrom(path, readMaterial(path));
}

/**
 * Reads the keys file, or makes it. Adds bus keys for teams that have none, and keys for stored files. Everything that is sealed in the database
 * depends on this file, so an existing one that cannot be understood is an error, never replaced.
 */
export function loadOrCreateKeys(path: string, teams: readonly string[]): KeyRing {
  const existing = readIfPresent(path);
  const before = existing === undefined ? undefined : parseMaterial(path, existing);
  const material = before === undefined ? generateKeyMaterial(teams) : completed(before, teams);
  const ring = ringFrom(path, material);
  if (material !== before) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeSecretFile(path, `${JSON.stringify(material, null, 2)}\n`);
  }
  return ring;
}

/** Writes the file a worker gets: the bus key of its team alone, and the keys of stored files. */
export function writeBusKeyFile(path: string, team: string, ring: KeyRing): void {
  const bus_key = ring.busKey(team).export().toString('base64');
  const { artifactKeys } = ring;
  const material: BusKeyMaterial = {
    ...{ team, bus_key },
    ...(artifactKeys !== null && { artifact_keys: exported(artifactKeys) }),
  };
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeSecretFile(path, `${JSON.stringify(material)}\n`);
}

/** Reads a worker's bus key file. Throws KeysFileError, also when it is the key of another team. */
export function loadBusKey(path: string, team: string): KeyObject {
  const material = parseJson(path, readRequired(path));
  if (material['team'] !== team) throw new KeysFileError(`${path} does not hold the bus key of team "${team}"`);
  return createSecretKey(decodeSymmetricKey(material['bus_key'], `${path}: bus_key`));
}

/** Reads the keys of stored files out of a worker's file; null if it was written before there were any. */
export function loadArtifactKeys(path: string): ArtifactKeys | null {
  const { artifact_keys: material } = parseJson(path, readRequired(path));
  if (material === undefined) return null;
  if (!isKeySet(material)) throw new KeysFileError(`${path}: artifact_keys is not a set of keys`);
  return toArtifactKeys(material as ArtifactKeyMaterial);
}

function exported({ active, all }: ArtifactKeys): ArtifactKeyMaterial {
  const keys = [...all].map(([kid, key]) => [kid, key.export().toString('base64')] as const);
  return { active, keys: Object.fromEntries(keys) };
}

function readMaterial(path: string): KeyMaterial {
  return parseMaterial(path, readRequired(path));
}

function ringFrom(path: string, material: KeyMaterial): KeyRing {
  try {
    return new KeyRing(material);
  } catch (cause) {
    if (cause instanceof KeysFileError) throw new KeysFileError(`${path}: ${cause.message}`, { cause });
    throw cause;
  }
}

function parseMaterial(path: string, text: string): KeyMaterial {
  const material = parseJson(path, text);
  const complete =
    isKeySet(material['data_keys']) &&
    isKeySet(material['jwt_keys']) &&
    typeof material['hmac_key'] === 'string' &&
    isRecord(material['bus_keys']) &&
    (material['artifact_keys'] === undefined || isKeySet(material['artifact_keys']));
  if (!complete)
    throw new KeysFileError(`${path} is not a keys file: data_keys, jwt_keys, hmac_key and bus_keys belong in it`);
  return material as unknown as KeyMaterial;
}

function isKeySet(value: unknown): boolean {
  return isRecord(value) && typeof value['active'] === 'string' && isRecord(value['keys']);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(path: string, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // The parser's message quotes the text, which is secret.
  }
  throw new KeysFileError(
    `${path} is not a JSON object; restore it from a copy, because data sealed with its keys needs them`,
  );
}

function readRequired(path: string): string {
  const text = readIfPresent(path);
  if (text === undefined) throw new KeysFileError(`${path} does not exist`);
  return text;
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return undefined;
    throw new KeysFileError(`${path} cannot be read (${code})`, { cause });
  }
}
