import './fastify-request';
import type { DynamicModule, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { registerBodyParsers } from './body-parsers';
import { corsOptions } from './cors-options';
import { fastifyOptions } from './fastify-options';
import { registerRequestHooks } from './request-hooks';
import { RouteTable } from './route-table';

export interface HttpSettings {
  /** Reverse proxies in front whose X-Forwarded-For is believed. */
  readonly trustedProxies: number;
  /** Web origins whose pages may call the API. */
  readonly corsOrigins: readonly string[];
  readonly logger: LoggerService | false;
}

/** A Nest application on Fastify that speaks HTTP as http/ lays down; not initialised yet. */
export async function createHttpApp(
  module: Type<unknown> | DynamicModule,
  { trustedProxies, corsOrigins, logger }: HttpSettings,
): Promise<NestFastifyApplication> {
  // No Express-style middleware anywhere: without middie each request is cheaper.
  const adapter = new FastifyAdapter(Object.assign(fastifyOptions(trustedProxies), { skipMiddie: true }));
  const fastify = adapter.getInstance();
  const routes = new RouteTable();
  fastify.decorate('routeTable', routes);
  fastify.addHook('onRoute', routes.onRoute);
  registerRequestHooks(fastify);
  registerBodyParsers(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    logger,
    abortOnError: false,
  });
  if (corsOrigins.length > 0) app.enableCors(corsOptions(corsOrigins));
  return app;
}
