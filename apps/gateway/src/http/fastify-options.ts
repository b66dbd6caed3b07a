import type { Server } from 'node:http';
import type { FastifyHttpOptions, FastifyReply, FastifyRequest } from 'fastify';
import { answerClientError } from './client-error';
import { correlationIdOf } from './correlation';
import { JSON_LIMITS } from './json-limits';
import { sendProblem } from './problem.filter';
import { toProblem } from './to-problem';

/** A request must have arrived after this, headers and body. */
const REQUEST_TIMEOUT_MS = 30_000;
const HEADERS_TIMEOUT_MS = 10_000;
/** Longer than the idle time of common load balancers (60 s), so that they close first. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
const MAX_HEADER_BYTES = 16 * 1024;
/** Longest path parameter: agent and worker ids are shorter. */
const MAX_PARAM_LENGTH = 200;

/** How the server meets the network: limits and time-outs against slow and oversized requests, ids, raw errors. */
export function fastifyOptions(trustedProxies: number): FastifyHttpOptions<Server> {
  return {
    logger: false,
    trustProxy: trustedProxies > 0 ? trustedProxies : false,
    bodyLimit: JSON_LIMITS.bytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    // Idle keep-alive connections are closed at shutdown; those with a request under way are left to finish.
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    genReqId: correlationIdOf,
    clientErrorHandler: answerClientError,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(toProblem(error), request, reply),
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH, ignoreTrailingSlash: false, caseSensitive: true },
    http: { maxHeaderSize: MAX_HEADER_BYTES, headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: 2_000 },
  };
}
