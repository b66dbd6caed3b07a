import type { FastifyReply } from 'fastify';
import { linkPages, type Page } from './page';
import { Shown } from './shown';

/** What every list that is read by offset says beside its items. */
export class PageAnswer {
  @Shown({ type: 'integer' })
  total!: number;

  @Shown({ type: 'integer' })
  limit!: number;

  @Shown({ type: 'integer' })
  offset!: number;
}

/** The same of a list too long to be counted. */
export class CountedPageAnswer extends PageAnswer {
  @Shown({ type: 'boolean', description: 'The total is an estimate: there are over 10,000' })
  total_estimated!: boolean;
}

/** Tells of a page: what its list counted, where it stands, and in `Link` its neighbours. */
export function tellPage<Counted extends { readonly total: number }>(
  reply: FastifyReply,
  page: Page,
  counted: Counted,
): Counted & Page {
  linkPages(reply, page, counted.total);
  return { ...counted, ...page };
}
