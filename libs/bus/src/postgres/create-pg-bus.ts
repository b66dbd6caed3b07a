import type { Bus } from '../bus';
import { PgBroadcast } from './pg-broadcast';
import { PgWorkBus, type PgBusOptions } from './pg-work-bus';

/** The bus of one process on PostgreSQL. Nothing is connected until its ports are started. */
export function createPgBus(options: PgBusOptions): Bus {
  return { work: new PgWorkBus(options), broadcast: new PgBroadcast(options) };
}
