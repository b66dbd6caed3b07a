import { BACKLOGS } from './backlog';
import { bulkAccept } from './bulk-accept';
import { drain } from './drain';
import { idle } from './idle';
import { idleLatency } from './idle-latency';
import { LANE_SCENARIOS } from './lanes';
import { LATENCIES_AMONG_MANY } from './latency-among-many';
import { reads } from './reads';
import { reportBesideMap } from './report-beside-map';
import { sandboxStart } from './sandbox-start';
import type { Scenario } from './scenario';
import { SCHEDULE_SCENARIOS } from './schedules';
import { steady } from './steady';
import { streams } from './streams';
import { submitLatency } from './submit-latency';
import { spike, sustained } from './sustained';
import { workflowChain } from './workflow-chain';
import { workflowMap } from './workflow-map';

/** In the order they are run. */
export const ALL_SCENARIOS: readonly Scenario[] = [
  steady,
  drain,
  bulkAccept,
  idleLatency,
  submitLatency,
  idle,
  streams,
  spike,
  reads,
  sandboxStart,
  workflowChain,
  workflowMap,
  reportBesideMap,
  ...SCHEDULE_SCENARIOS,
  ...LANE_SCENARIOS,
  ...LATENCIES_AMONG_MANY,
  ...BACKLOGS,
  sustained,
];
