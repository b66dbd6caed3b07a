import { Module } from '@nestjs/common';
import { createBlobStore } from '@cadre/agents';
import type { GatewayConfig } from '@cadre/config';
import { KeyRing } from '@cadre/crypto';
import { AuditModule } from '../audit/audit.module';
import { GATEWAY_CONFIG } from '../platform/platform.port';
import { ARTIFACT_CONTENT } from './artifact-content.port';
import { ArtifactIndexController } from './artifact-index.controller';
import { ArtifactsController } from './artifacts.controller';
import { DownloadArtifact } from './download-artifact';
import { UploadArtifact } from './upload-artifact';

const content = {
  provide: ARTIFACT_CONTENT,
  useFactory: (config: GatewayConfig, keys: KeyRing) => createBlobStore(config, keys.artifactKeys),
  inject: [GATEWAY_CONFIG, KeyRing],
};

/** Files: uploaded, downloaded, listed. */
@Module({
  imports: [AuditModule],
  controllers: [ArtifactIndexController, ArtifactsController],
  providers: [content, UploadArtifact, DownloadArtifact],
})
export class ArtifactsModule {}
