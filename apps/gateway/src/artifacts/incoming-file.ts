import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { artifactNameProblem } from '@cadre/agents';
import { ProblemCode } from '@cadre/contracts';
import { type FieldError, ProblemError } from '../http/problem.error';
import { readMultipart } from './read-multipart';

/** A file on its way in. Its content must be read, or the request never ends. */
export interface IncomingFile {
  readonly name: string;
  readonly contentType: string;
  readonly content: Readable;
}

const DEFAULT_TYPE = 'application/octet-stream';
const MEDIA_TYPE =
  /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}(?:\s*;\s*[\w!#$&^.+-]{1,60}=(?:[\w!#$&^.+-]{1,100}|"[^"\\\r\n]{0,100}"))*$/;

/** The file of an upload: the first file of a multipart body, or else the whole body. */
export async function incomingFile(body: IncomingMessage, queryName: string | undefined): Promise<IncomingFile> {
  const type = body.headers['content-type'] ?? DEFAULT_TYPE;
  if (!/^multipart\/form-data/i.test(type)) return named(queryName, type, body);
  const part = await readMultipart(body);
  return named(queryName ?? part.name ?? part.filename, part.contentType, part.content);
}

function named(name: string | undefined, contentType: string, content: Readable): IncomingFile {
  if (name === undefined) throw rejected({ path: '/name', message: 'is required' });
  const problem = artifactNameProblem(name);
  if (problem !== undefined) throw rejected({ path: '/name', message: problem });
  return { name, contentType: MEDIA_TYPE.test(contentType) ? contentType : DEFAULT_TYPE, content };
}

export function rejected(error: FieldError): ProblemError {
  // What is left of the body is not worth reading.
  return new ProblemError(ProblemCode.ArtifactRejected, `${error.path.slice(1) || 'The body'} ${error.message}.`, {
    errors: [error],
    headers: { connection: 'close' },
  });
}
