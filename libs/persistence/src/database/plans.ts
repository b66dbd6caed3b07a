/**
 * How the statements of a connection are planned.
 *
 * `fitted`: as the server does by itself. For a named statement it weighs whether to plan anew for the values at hand, and
 * a plan that it keeps was made for the tables as they were then.
 *
 * `by_index`: once, and so that rows are found by index. For statements that run many times a second on a few rows each:
 * planning them anew costs more than running them, and a plan made while a table is nearly empty reads all of it, for
 * minutes, while the table grows.
 */
export type Plans = 'fitted' | 'by_index';

const SETTINGS: Readonly<Record<Plans, readonly string[]>> = {
  fitted: [],
  by_index: ['plan_cache_mode=force_generic_plan', 'enable_seqscan=off', 'enable_hashjoin=off', 'enable_mergejoin=off'],
};

/** What a connection says at its start. */
export function startOptions(plans: Plans): string {
  return SETTINGS[plans].map((setting) => `-c ${setting}`).join(' ');
}

export const BEGIN = 'BEGIN';
/** For statements over many rows: what is the wrong way to a few is the right one here. */
export const BEGIN_OVER_MANY = 'BEGIN; SET LOCAL enable_hashjoin = on; SET LOCAL enable_seqscan = on';
