import fastifyStatic from '@fastify/static';
import { Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { ApiDocument } from './api-document';
import { ASSETS_FOLDER } from './docs-page';
import { DocsController } from './docs.controller';

/** OpenAPI and the page that browses it. */
@Module({ controllers: [DocsController], providers: [ApiDocument], exports: [ApiDocument] })
export class DocsModule implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    // Serves nothing by itself: the controller decides who gets which file. Not awaited: that would start Fastify before
    // it has our error handler.
    void fastify.register(fastifyStatic, { root: ASSETS_FOLDER, serve: false, cacheControl: false });
  }
}
