import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { ProblemCode } from '@cadre/contracts';
import { ProblemError } from './problem.error';

/** Collects a request body of at most `limit` bytes; a longer one is refused before or while it arrives. */
export async function readBody(payload: Readable, headers: IncomingHttpHeaders, limit: number): Promise<Buffer> {
  if (Number(headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of payload as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size);
}

function tooLarge(limit: number): ProblemError {
  // The rest of the body is not worth reading.
  return new ProblemError(ProblemCode.PayloadTooLarge, `The body is larger than ${limit} bytes.`, {
    headers: { connection: 'close' },
  });
}
