import { RouteConfig } from '@nestjs/platform-fastify';

/** The handler reads the body stream itself (`@Body()` is the stream), of whatever content type and size. */
export const RawBody = (): MethodDecorator => RouteConfig({ acceptsRawBody: true });
