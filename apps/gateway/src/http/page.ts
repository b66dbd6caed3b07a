import type { FastifyReply } from 'fastify';
import { TextField } from './fields';
import { IntegerQuery } from './query-fields';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 100;
const MAX_OFFSET = 100_000;

/** `limit` and `offset`; list queries extend it. A limit over 100 is taken as 100. */
export class PageQuery {
  @IntegerQuery({
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    default: DEFAULT_LIMIT,
    description: 'Over 100 is taken as 100',
  })
  limit?: number;

  @IntegerQuery({ min: 0, max: MAX_OFFSET, default: 0 })
  offset?: number;
}

/** For lists that can also be read by cursor, which is stable while rows are added. */
export class CursorPageQuery extends PageQuery {
  @TextField({ max: 500, optional: true, description: 'What the page before gave as next_cursor' })
  cursor?: string;
}

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** The page a query asks for, defaults applied. */
export function pageOf(query: PageQuery): Page {
  return { limit: Math.min(query.limit ?? DEFAULT_LIMIT, MAX_LIMIT), offset: query.offset ?? 0 };
}

/** Sets `Link` (RFC 8288) to the neighbouring pages of a list read by offset. */
export function linkPages(reply: FastifyReply, { limit, offset }: Page, total: number): void {
  const links: string[] = [];
  if (offset + limit < total) links.push(link(reply, { offset: String(offset + limit) }, 'next'));
  if (offset > 0) links.push(link(reply, { offset: String(Math.max(0, offset - limit)) }, 'prev'));
  if (links.length > 0) void reply.header('link', links.join(', '));
}

/** Sets `Link` to the next page of a list read by cursor. */
export function linkNext(reply: FastifyReply, nextCursor: string | null): void {
  if (nextCursor !== null) void reply.header('link', link(reply, { cursor: nextCursor }, 'next'));
}

function link(reply: FastifyReply, change: Record<string, string>, rel: string): string {
  const url = new URL(reply.request.url, 'http://gateway');
  for (const [name, value] of Object.entries(change)) url.searchParams.set(name, value);
  return `<${url.pathname}${url.search}>; rel="${rel}"`;
}
