import type { NestFastifyApplication } from '@nestjs/platform-fastify';

type CorsOptions = Parameters<NestFastifyApplication['enableCors']>[0];

const MAX_AGE_SECONDS = 600;
/** What pages may read beyond the simple headers. */
const EXPOSED = ['Location', 'Link', 'ETag', 'Retry-After', 'X-Correlation-Id', 'Idempotency-Replayed'];

/** Pages of exactly these origins may call the API; tokens travel in a header, never in a cookie. */
export function corsOptions(origins: readonly string[]): CorsOptions {
  return {
    origin: [...origins],
    credentials: false,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    exposedHeaders: EXPOSED,
    maxAge: MAX_AGE_SECONDS,
  };
}
