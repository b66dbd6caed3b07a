import { bulkAccept } from './bulk-accept';
import { drain } from './drain';
import { idleLatency } from './idle-latency';
import type { Scenario } from './scenario';
import { steady } from './steady';

/** In the order they are run. */
export const ALL_SCENARIOS: readonly Scenario[] = [steady, drain, bulkAccept, idleLatency];
