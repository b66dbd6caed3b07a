import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { ProblemCode } from '@cadre/contracts';
import { ProblemError } from './problem.error';

/**
 * Collects a request body of at most `limit` bytes; a longer one is refused before or while it arrives. By events: an async
 * iterator over the stream costs as much as all of the validation.
 */
export function readBody(payload: Readable, headers: IncomingHttpHeaders, limit: number): Promise<Buffer> {
  if (Number(headers['content-length'] ?? 0) > limit) return Promise.reject(tooLarge(limit));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const refuse = (error: Error): void => {
      payload.off('data', take).pause();
      reject(error);
    };
    function take(chunk: Buffer): void {
      size += chunk.length;
      if (size > limit) refuse(tooLarge(limit));
      else chunks.push(chunk);
    }
    payload.on('data', take);
    payload.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size)));
    payload.once('error', refuse);
  });
}

function tooLarge(limit: number): ProblemError {
  // The rest of the body is not worth reading.
  return new ProblemError(ProblemCode.PayloadTooLarge, `The body is larger than ${limit} bytes.`, {
    headers: { connection: 'close' },
  });
}
