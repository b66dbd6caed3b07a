import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ArtifactStore } from '@cadre/persistence';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal } from '../auth/current-principal.decorator';
import { AnyRole } from '../auth/roles.decorator';
import { artifactView } from '../http/artifact-view';
import { pageOf } from '../http/page';
import { tellPage } from '../http/page-answer';
import type { Principal } from '../http/principal';
import { visibilityOf } from '../http/visibility';
import { ArtifactIndexAnswer } from './artifact-answers';
import { ArtifactIndexQuery } from './artifacts.query';

/** What tasks made lately. Stands outside the versioned API. */
@ApiTags('Artifacts')
@AnyRole()
@Controller('api/artifacts/index')
export class ArtifactIndexController {
  constructor(private readonly artifacts: ArtifactStore) {}

  @Get()
  @ApiOperation({ summary: 'The newest file of each task and kind' })
  @ApiOkResponse({ type: ArtifactIndexAnswer })
  async index(
    @Query() query: ArtifactIndexQuery,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ArtifactIndexAnswer> {
    const { kind, agent_id, since } = query;
    const page = pageOf(query);
    const { artifacts, total } = await this.artifacts.index(visibilityOf(principal), {
      ...page,
      ...(kind !== undefined && { kind }),
      ...(agent_id !== undefined && { agentId: agent_id }),
      ...(since !== undefined && { since: new Date(since) }),
    });
    return { index: artifacts.map(artifactView), ...tellPage(reply, page, { total }) };
  }
}
