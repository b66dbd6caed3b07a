import { join } from 'node:path';
import type { ArtifactBlobStore } from './blob-store.port';
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

/** Thrown at start for a bucket nobody may enter. A restart does not help. */
export class ArtifactSettingsError extends Error {
  readonly code = 'ARTIFACT_SETTINGS_INVALID';

  constructor() {
    super('ARTIFACTS_S3_BUCKET needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
    this.name = 'ArtifactSettingsError';
  }
}

/** The bucket, if there is one; the folder otherwise. Rejects with ArtifactSettingsError. */
export async function createBlobStore(settings: ArtifactSettings): Promise<ArtifactBlobStore> {
  const { artifactsDir, artifactsBucket: bucket, awsAccessKeyId, awsSecretAccessKey } = settings;
  if (bucket === undefined) return new FolderBlobStore(artifactsDir);
  if (awsAccessKeyId === undefined || awsSecretAccessKey === undefined) throw new ArtifactSettingsError();
  return S3BlobStore.open({
    ...{ bucket, region: settings.artifactsRegion, endpoint: settings.artifactsEndpoint },
    ...{ accessKeyId: awsAccessKeyId, secretAccessKey: awsSecretAccessKey },
    encryption: settings.artifactsEncryption === 'off' ? undefined : settings.artifactsEncryption,
    spoolDir: join(artifactsDir, 'incoming'),
  });
}
