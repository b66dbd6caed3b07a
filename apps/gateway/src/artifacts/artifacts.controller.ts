import type { IncomingMessage } from 'node:http';
import { Body, Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { KeyedHash } from '@cadre/crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal } from '../auth/current-principal.decorator';
import { AnyRole, Roles } from '../auth/roles.decorator';
import { originOf } from '../http/origin.decorator';
import { API } from '../http/paths';
import type { Principal } from '../http/principal';
import { RawBody } from '../http/raw-body.decorator';
import { UuidParam } from '../http/uuid-param.decorator';
import { ApiIdempotencyKey } from '../idempotency/idempotent.decorator';
import { idempotencyRequestOf, replay } from '../idempotency/key-use.port';
import { KEYED_HASH } from '../platform/platform.port';
import { UploadAnswer } from './artifact-answers';
import { UploadQuery } from './artifacts.query';
import { DownloadArtifact } from './download-artifact';
import { UploadArtifact } from './upload-artifact';

/** Files that go in with parameters, and those that tasks made. */
@ApiTags('Artifacts')
@Controller(`${API}/artifacts`)
export class ArtifactsController {
  constructor(
    private readonly uploadArtifact: UploadArtifact,
    private readonly downloadArtifact: DownloadArtifact,
    @Inject(KEYED_HASH) private readonly hash: KeyedHash,
  ) {}

  @Post()
  @Roles('admin', 'user')
  @RawBody()
  @ApiIdempotencyKey()
  @ApiOperation({ summary: 'Upload a file, as the body itself or as multipart/form-data' })
  @ApiConsumes('application/octet-stream', 'multipart/form-data')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiCreatedResponse({ type: UploadAnswer })
  async upload(
    @Body() body: unknown,
    @Query() { name }: UploadQuery,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const answer = await this.uploadArtifact.upload({
      // Without any body there is none to stream; the request itself ends at once.
      body: (body ?? request.raw) as IncomingMessage,
      name,
      principal,
      origin: originOf(request),
      idempotency: (content) => idempotencyRequestOf(request, this.hash, content),
    });
    if (answer.replayed) return replay(reply, answer);
    void reply.code(answer.statusCode).header('location', answer.location ?? '');
    return answer.body;
  }

  @Get(':id')
  @AnyRole()
  @ApiOperation({ summary: 'Download a file, whole or in part' })
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async download(
    @UuidParam('id') id: string,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.downloadArtifact.download(id, request.headers, principal, reply);
    this.downloadArtifact.noteDownload(id, originOf(request));
  }
}
