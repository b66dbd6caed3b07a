import { FlagQuery } from '../http/query-fields';

/** GET /livez, /readyz and /startupz, for people who want to know more than a machine does. */
export class ProbeQuery {
  @FlagQuery({ description: 'Tell about each part, also about those the gateway can do without' })
  verbose?: boolean;
}
