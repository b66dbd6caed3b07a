import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { invalidFields } from './problem.error';

/** The seq a reconnecting client has already: its `Last-Event-ID`, else `?after=`, else nothing. */
export function lastSeqOf(headers: IncomingHttpHeaders, after: number | undefined): number {
  const header = headers['last-event-id'];
  if (header === undefined || header === '') return after ?? 0;
  if (typeof header === 'string' && /^\d{1,9}$/.test(header)) return Number(header);
  throw invalidFields({ path: '/Last-Event-ID', message: 'must be the id of an event' });
}

/** Whether the client asks for a stream; HEAD asks for headers only and would wait for an end. */
export function wantsStream({ method, headers }: Pick<IncomingMessage, 'method' | 'headers'>): boolean {
  if (method === 'HEAD') return false;
  return (headers.accept ?? '').split(',').some((type) => type.trim().toLowerCase().startsWith('text/event-stream'));
}
