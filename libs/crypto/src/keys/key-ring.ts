import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { KeyMissingError, KeysFileError } from '../errors';
import { ArtifactKeys } from './artifact-keys';
import { decodeSymmetricKey, type ArtifactKeyMaterial, type JwtKeyMaterial, type KeyMaterial } from './key-material';

/** A key pair that signs access tokens (RS256). */
export interface JwtKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** All keys of a gateway or orchestrator, parsed once: key objects are far cheaper to use than PEM or base64 texts. */
export class KeyRing {
  readonly activeDataKeyId: string;
  readonly hashKey: KeyObject;
  readonly activeJwtKey: JwtKey;
  /** Null in a keys file from before stored files were sealed. */
  readonly artifactKeys: ArtifactKeys | null;
  private readonly dataKeys: ReadonlyMap<string, KeyObject>;
  private readonly jwtKeys: ReadonlyMap<string, JwtKey>;
  private readonly busKeys: ReadonlyMap<string, KeyObject>;

  /** Throws KeysFileError for a malformed key, KeyMissingError when an active key is not among the keys. */
  constructor(material: KeyMaterial) {
    this.dataKeys = mapKeys(material.data_keys.keys, 'data_keys.keys', toSecretKey);
    this.jwtKeys = mapKeys(material.jwt_keys.keys, 'jwt_keys.keys', toJwtKey);
    this.busKeys = mapKeys(material.bus_keys, 'bus_keys', toSecretKey);
    this.hashKey = toSecretKey(material.hmac_key, 'hmac_key');
    this.activeDataKeyId = material.data_keys.active;
    this.dataKey(this.activeDataKeyId);
    this.activeJwtKey = this.jwtKey(material.jwt_keys.active);
    this.artifactKeys = material.artifact_keys === undefined ? null : toArtifactKeys(material.artifact_keys);
  }

  /** Throws KeyMissingError. */
  dataKey(kid: string): KeyObject {
    return find(this.dataKeys, 'data', kid);
  }

  /** Throws KeyMissingError: a token naming an unknown key was not issued here. */
  jwtKey(kid: string): JwtKey {
    return find(this.jwtKeys, 'jwt', kid);
  }

  /** Throws KeyMissingError. */
  busKey(team: string): KeyObject {
    return find(this.busKeys, 'bus', team);
  }

  /** Key ids whose tokens are accepted, the active one among them. */
  get jwtKeyIds(): readonly string[] {
    return [...this.jwtKeys.keys()];
  }

  /** Teams that have a bus key. */
  get teams(): readonly string[] {
    return [...this.busKeys.keys()];
  }
}

/** Throws KeysFileError for a malformed key, KeyMissingError when the active one is not among them. */
export function toArtifactKeys({ active, keys }: ArtifactKeyMaterial): ArtifactKeys {
  return new ArtifactKeys(active, mapKeys(keys, 'artifact_keys.keys', toSecretKey));
}

function find<T>(keys: ReadonlyMap<string, T>, kind: 'data' | 'jwt' | 'bus', kid: string): T {
  const key = keys.get(kid);
  if (key === undefined) throw new KeyMissingError(kind, kid);
  return key;
}

function mapKeys<In, Out>(
  keys: Readonly<Record<string, In>>,
  field: string,
  convert: (key: In, where: string, kid: string) => Out,
): ReadonlyMap<string, Out> {
  return new Map(Object.entries(keys).map(([kid, key]) => [kid, convert(key, `${field}.${kid}`, kid)]));
}

function toSecretKey(encoded: string, where: string): KeyObject {
  return createSecretKey(decodeSymmetricKey(encoded, where));
}

function toJwtKey(material: JwtKeyMaterial, where: string, kid: string): JwtKey {
  try {
    return {
      kid,
      privateKey: createPrivateKey(material.private_pem),
      publicKey: createPublicKey(material.public_pem),
    };
  } catch (cause) {
    throw new KeysFileError(`${where} is not a PEM key pair`, { cause });
  }
}
