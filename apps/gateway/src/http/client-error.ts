import type { Socket } from 'node:net';
import { randomUUID } from 'node:crypto';
import { ProblemCode } from '@cadre/contracts';
import { PROBLEM_CATALOG } from './problem-catalog';
import { problemDocument, PROBLEM_MEDIA_TYPE } from './problem-document';
import { ProblemError } from './problem.error';
import { CORRELATION_HEADER } from './correlation';
import { SECURITY_HEADERS } from './security-headers';

interface ParseError extends Error {
  readonly code?: string;
}

/** Answers what never became a request: broken HTTP, oversized headers, a request that trickles in too slowly. */
export function answerClientError(error: ParseError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  socket.end(rawAnswer(codeOf(error)));
}

function codeOf(error: ParseError): ProblemCode {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return ProblemCode.RequestTimeout;
  return error.code === 'HPE_HEADER_OVERFLOW' ? ProblemCode.HeadersTooLarge : ProblemCode.MalformedBody;
}

function rawAnswer(code: ProblemCode): string {
  const { status, title } = PROBLEM_CATALOG[code];
  const correlationId = randomUUID();
  const body = JSON.stringify(problemDocument(new ProblemError(code, `${title}.`), '', correlationId));
  const headers = {
    ...SECURITY_HEADERS,
    [CORRELATION_HEADER]: correlationId,
    'content-type': PROBLEM_MEDIA_TYPE,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${title}`, ...lines, '', body].join('\r\n');
}
