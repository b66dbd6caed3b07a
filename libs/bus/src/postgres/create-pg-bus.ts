import type { Bus } from '../bus';
import { SILENT, type BusTelemetry } from '../telemetry/bus-telemetry';
import { PgBroadcast } from './pg-broadcast';
import { PgWorkBus } from './pg-work-bus';

export interface BusOptions {
  /** BUS_DATABASE_URL */
  readonly url: string;
  /** The process as it is shown in pg_stat_activity and the logs. */
  readonly role?: string;
  readonly telemetry?: BusTelemetry;
}

/** The bus of one process. Nothing is connected until its ports are started. */
export function createBus({ url, role = 'cadre', telemetry = SILENT }: BusOptions): Bus {
  const options = { url, applicationName: role, telemetry };
  return { work: new PgWorkBus(options), broadcast: new PgBroadcast(options) };
}
