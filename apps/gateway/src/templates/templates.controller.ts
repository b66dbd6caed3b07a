import { Body, Controller, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { WorkflowTemplateStore } from '@cadre/persistence';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal } from '../auth/current-principal.decorator';
import { AnyRole, Roles } from '../auth/roles.decorator';
import { pageOf } from '../http/page';
import { templateNotFound } from '../http/template-not-found';
import { tellPage } from '../http/page-answer';
import { API } from '../http/paths';
import type { Principal } from '../http/principal';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { KeepTemplate, type TemplateChanger } from './keep-template';
import { TemplatePage, TemplateStatsAnswer, TemplateVersionsAnswer, TemplateView } from './template-answers';
import { RequestTemplateChanger } from './template-changer.decorator';
import { ownerView } from './template-owner';
import { shownTemplate, statsAnswer, templateItem, versionItem } from './template-view';
import { TemplateBody } from './template.body';
import { TemplateQuery, TemplatesQuery } from './template.query';
import { VersionPipe } from './version.pipe';

const IF_MATCH = { name: 'If-Match', required: false, description: 'The ETag that was read; a stale one is refused' };

/** Definitions by name, in versions that never change. */
@ApiTags('Workflow templates')
@Controller(`${API}/workflow-templates`)
export class TemplatesController {
  constructor(
    private readonly store: WorkflowTemplateStore,
    private readonly keepTemplate: KeepTemplate,
  ) {}

  @Get()
  @AnyRole()
  @ApiOperation({ summary: 'Templates by name: your own, those of your tenant, and those that come with Cadre' })
  @ApiOkResponse({ type: TemplatePage })
  async list(
    @Query() query: TemplatesQuery,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TemplatePage> {
    const page = pageOf(query);
    const { templates, ...counted } = await this.store.list(ownerView(principal), page);
    return { workflow_templates: templates.map(templateItem), ...tellPage(reply, page, counted) };
  }

  @Post()
  @Roles('admin', 'user')
  @Idempotent()
  @ApiOperation({ summary: 'Make a template; its first version is active' })
  @ApiCreatedResponse({ type: TemplateView })
  async create(
    @Body() body: TemplateBody,
    @RequestTemplateChanger() changer: TemplateChanger,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TemplateView> {
    const name = await this.keepTemplate.create(body, changer);
    void reply.header('location', `/${API}/workflow-templates/${name}`);
    return this.shown(reply, name, changer.principal);
  }

  @Get(':name')
  @AnyRole()
  @ApiOperation({ summary: 'One template with a definition of it' })
  @ApiOkResponse({ type: TemplateView })
  show(
    @Param('name') name: string,
    @Query() { version }: TemplateQuery,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TemplateView> {
    return this.shown(reply, name, principal, version);
  }

  @Put(':name')
  @Roles('admin', 'user')
  @ApiHeader(IF_MATCH)
  @ApiOperation({ summary: 'Make the next version, which is active from now on; runs under way keep theirs' })
  @ApiOkResponse({ type: TemplateView })
  async put(
    @Param('name') name: string,
    @Body() body: TemplateBody,
    @RequestTemplateChanger() changer: TemplateChanger,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TemplateView> {
    await this.keepTemplate.put(name, body, changer);
    return this.shown(reply, name, changer.principal);
  }

  @Get(':name/versions')
  @AnyRole()
  @ApiOperation({ summary: 'The versions of a template, newest first' })
  @ApiOkResponse({ type: TemplateVersionsAnswer })
  async versions(
    @Param('name') name: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<TemplateVersionsAnswer> {
    const reader = ownerView(principal);
    const template = await this.store.get(name, reader);
    const rows = await this.store.versions(name, reader);
    if (template === null || rows === null) throw templateNotFound();
    return { versions: rows.map((row) => versionItem(row, template.active_version)), total: rows.length };
  }

  @Post(':name/versions/:version/activate')
  @Roles('admin', 'user')
  @HttpCode(200)
  @ApiHeader(IF_MATCH)
  @ApiOperation({ summary: 'Let new runs take this version' })
  @ApiOkResponse({ type: TemplateView })
  async activate(
    @Param('name') name: string,
    @Param('version', VersionPipe) version: number,
    @RequestTemplateChanger() changer: TemplateChanger,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<TemplateView> {
    await this.keepTemplate.activate(name, version, changer);
    return this.shown(reply, name, changer.principal);
  }

  @Get(':name/stats')
  @AnyRole()
  @ApiOperation({ summary: 'How the runs of the last 90 days went' })
  @ApiOkResponse({ type: TemplateStatsAnswer })
  async stats(@Param('name') name: string, @CurrentPrincipal() principal: Principal): Promise<TemplateStatsAnswer> {
    const stats = await this.store.stats(name, ownerView(principal));
    if (stats === null) throw templateNotFound();
    return statsAnswer(name, stats);
  }

  private async shown(
    reply: FastifyReply,
    name: string,
    principal: Principal,
    version?: number,
  ): Promise<TemplateView> {
    const template = await this.store.get(name, ownerView(principal), version);
    if (template === null) throw templateNotFound();
    return shownTemplate(reply, template);
  }
}
