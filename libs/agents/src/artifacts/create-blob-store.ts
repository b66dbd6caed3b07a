import { join } from 'node:path';
import type { ArtifactKeys } from '@cadre/crypto';
import type { SweepableBlobStore } from './blob-store.port';
import { FolderBlobStore } from './folder-blob-store';
import { S3BlobStore } from './s3-blob-store';

/** Where a service keeps the contents of artifacts, as its environment says. */
export interface ArtifactSettings {
  readonly artifactsDir: string;
  /** Undefined: the folder keeps them. */
  readonly artifactsBucket: string | undefined;
  readonly artifactsRegion: string;
  readonly artifactsEndpoint: string | undefined;
  readonly artifactsEncryption: 'AES256' | 'aws:kms' | 'off';
  readonly awsAccessKeyId: string | undefined;
  readonly awsSecretAccessKey: string | undefined;
}

/** Thrown at start for a bucket nobody may enter, and for a folder without keys. A restart does not help. */
export class ArtifactSettingsError extends Error {
  readonly code = 'ARTIFACT_SETTINGS_INVALID';

  constructor(message: string) {
    super(message);
    this.name = 'ArtifactSettingsError';
  }
}

/**
 * The bucket, if there is one, whose server encrypts; otherwise the folder, sealed with the keys. Rejects with
 * ArtifactSettingsError.
 */
export async function createBlobStore(
  settings: ArtifactSettings,
  keys: ArtifactKeys | null,
): Promise<SweepableBlobStore> {
  const { artifactsDir, artifactsBucket: bucket, awsAccessKeyId, awsSecretAccessKey } = settings;
  if (bucket === undefined) {
    if (keys !== null) return new FolderBlobStore(artifactsDir, keys);
    throw new ArtifactSettingsError('the keys file has no artifact_keys; "cadre keys" and "npm start" add them');
  }
  if (awsAccessKeyId === undefined || awsSecretAccessKey === undefined)
    throw new ArtifactSettingsError('ARTIFACTS_S3_BUCKET needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  return S3BlobStore.open({
    ...{ bucket, region: settings.artifactsRegion, endpoint: settings.artifactsEndpoint },
    ...{ accessKeyId: awsAccessKeyId, secretAccessKey: awsSecretAccessKey },
    encryption: settings.artifactsEncryption === 'off' ? undefined : settings.artifactsEncryption,
    spoolDir: join(artifactsDir, 'incoming'),
  });
}
