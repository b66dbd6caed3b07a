import { Controller, Get, Header, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { ProblemCode } from '@cadre/contracts';
import type { FastifyReply } from 'fastify';
import { PublicOnLoopback } from '../auth/public.decorator';
import { AnyRole } from '../auth/roles.decorator';
import { ProblemError } from '../http/problem.error';
import { PAGE_SECURITY_POLICY } from '../http/security-headers';
import { ApiDocument } from './api-document';
import { ASSETS, PAGE, START, START_SCRIPT } from './docs-page';

const CACHE_ASSETS = 'private, max-age=3600';

/** The API's description, for programs and for people. */
@ApiExcludeController()
@PublicOnLoopback()
@AnyRole()
@Controller()
export class DocsController {
  constructor(private readonly document: ApiDocument) {}

  @Get('api/openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  openapi(): string {
    return this.document.json();
  }

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', PAGE_SECURITY_POLICY)
  page(): string {
    return PAGE;
  }

  @Get(`docs/${START_SCRIPT}`)
  @Header('content-type', 'text/javascript; charset=utf-8')
  start(): string {
    return START;
  }

  @Get('docs/:file')
  asset(@Param('file') file: string, @Res() reply: FastifyReply): void {
    if (!ASSETS.has(file)) throw new ProblemError(ProblemCode.NotFound, 'There is nothing at this path.');
    void reply.header('cache-control', CACHE_ASSETS).sendFile(file);
  }
}
