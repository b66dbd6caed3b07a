import { EnumQuery } from '../http/query-fields';

/** GET /livez, /readyz and /startupz, for people who want to know more than a machine does. */
export class ProbeQuery {
  /** A bare `?verbose` is an empty text. */
  @EnumQuery(['', 'true', 'false'], { description: 'Tell about each part, also those the gateway can do without' })
  verbose?: '' | 'true' | 'false';
}
