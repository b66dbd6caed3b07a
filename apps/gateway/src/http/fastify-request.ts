import type { Principal } from './principal';
import type { RouteTable } from './route-table';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the access token guard; absent on public routes. */
    principal?: Principal;
  }
  interface FastifyInstance {
    /** Every route that was registered. */
    routeTable: RouteTable;
  }
  interface FastifyContextConfig {
    /** The handler reads the body stream itself, of whatever content type. */
    acceptsRawBody?: boolean;
  }
}

export {};
