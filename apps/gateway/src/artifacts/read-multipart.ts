import type { IncomingMessage } from 'node:http';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { Busboy, type BusboyFileStream, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { ProblemCode } from '@cadre/contracts';
import { ProblemError } from '../http/problem.error';

/** The file part of a multipart body, and the fields before it. */
export interface FilePart {
  readonly name: string | undefined;
  readonly filename: string | undefined;
  readonly contentType: string;
  readonly content: Readable;
}

const LIMITS = { files: 1, fields: 10, parts: 12, fieldNameSize: 100, fieldSize: 1_000, headerPairs: 20 };

/** Reads until the first file begins. Its content ends with an error if the body is cut off or malformed later. */
export function readMultipart(body: IncomingMessage): Promise<FilePart> {
  return new Promise((resolve, reject) => {
    const parser = parserOf(body);
    // The parser may find an error before anybody reads the file: it is kept here until somebody does.
    const content = new PassThrough().on('error', () => undefined);
    let name: string | undefined;
    const fail = (cause?: unknown): void => {
      body.unpipe(parser);
      const error = malformed(cause);
      content.destroy(error);
      reject(error);
    };
    parser.on('field', (field, value) => {
      if (field === 'name') name = value;
    });
    parser.on('file', (_field, file: BusboyFileStream, filename, _encoding, contentType) => {
      pipeline(file, content, () => undefined);
      resolve({ name, filename, contentType, content });
    });
    // Without a file nobody reads; with one the promise is settled already.
    parser.on('finish', () => reject(malformed(undefined)));
    parser.on('error', fail);
    body.on('aborted', fail);
    body.pipe(parser);
  });
}

function parserOf(body: IncomingMessage): BusboyInstance {
  try {
    return new Busboy({ headers: body.headers as BusboyHeaders, limits: LIMITS });
  } catch (cause) {
    throw malformed(cause);
  }
}

function malformed(cause: unknown): ProblemError {
  return new ProblemError(ProblemCode.MalformedBody, 'The body is not multipart/form-data with one file.', {
    cause,
    headers: { connection: 'close' },
  });
}
