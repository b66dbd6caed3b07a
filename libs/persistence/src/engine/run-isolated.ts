import { UnexpectedValueError } from '@cadre/domain';
import { isDataError } from '../database/classify-error';
import { DatabaseBusyError, DatabaseUnavailableError } from '../database/errors';
import type { Committed } from './committed';

type Run<Item, Result> = (items: readonly Item[]) => Promise<Committed<Result>>;

/**
 * Runs a batch in one transaction. If that fails for any reason but an outage, it is run item by item, so that one bad item
 * harms only itself: one whose data can never be taken is handed to `refused`, any other is left without an answer.
 */
export async function runIsolated<Item, Result>(
  items: readonly Item[],
  run: Run<Item, Result>,
  refused: (item: Item, error: unknown) => Promise<Committed<Result>>,
): Promise<Committed<Result>> {
  try {
    return await run(items);
  } catch (error) {
    const [first, ...others] = items;
    // What ails the database ails every item: asking it for each of them would only take longer.
    if (first === undefined || isOutage(error)) throw error;
    if (others.length > 0) return oneByOne(items, (item) => runIsolated([item], run, refused));
    if (!isItemsOwnFault(error)) return undecided(error);
    return unlessOutage(() => refused(first, error));
  }
}

function isOutage(error: unknown): boolean {
  return error instanceof DatabaseUnavailableError || error instanceof DatabaseBusyError;
}

/** The same item would fail again, whenever it is tried. */
function isItemsOwnFault(error: unknown): boolean {
  return isDataError(error) || error instanceof UnexpectedValueError;
}

/** For those who have no answer to an item that is refused. */
export function leaveUndecided(_item: unknown, error: unknown): Promise<Committed<never>> {
  return Promise.resolve(undecided(error));
}

function undecided(error: unknown): Committed<never> {
  return { results: [], events: [], errors: [error] };
}

async function unlessOutage<Result>(refuse: () => Promise<Committed<Result>>): Promise<Committed<Result>> {
  try {
    return await refuse();
  } catch (error) {
    if (isOutage(error)) throw error;
    return undecided(error);
  }
}

async function oneByOne<Item, Result>(
  items: readonly Item[],
  run: (item: Item) => Promise<Committed<Result>>,
): Promise<Committed<Result>> {
  const parts: Committed<Result>[] = [];
  for (const item of items) parts.push(await run(item));
  return {
    results: parts.flatMap((part) => part.results),
    events: parts.flatMap((part) => part.events),
    errors: parts.flatMap((part) => part.errors ?? []),
  };
}
