import type { RetryPolicy } from '@cadre/domain';
import { EnumField, IntegerField, NumberField } from '../../http/fields';

const DAY_SECONDS = 86_400;
/** Well below the hard cap of 100 leases per task. */
const MAX_RETRIES = 50;

/** How a task wants to be tried again; what it leaves out is its agent's say. */
export class RetryBody {
  @IntegerField({ min: 0, max: MAX_RETRIES, optional: true })
  max_retries?: number;

  @EnumField(['exponential', 'linear', 'fixed'], { optional: true })
  strategy?: RetryPolicy['strategy'];

  @NumberField({ min: 0, max: DAY_SECONDS, optional: true, description: 'Before the first retry' })
  delay_seconds?: number;

  @NumberField({ min: 1, max: 100, optional: true, description: 'How much longer each further delay is' })
  factor?: number;

  @NumberField({ min: 0, max: 7 * DAY_SECONDS, optional: true })
  max_delay_seconds?: number;

  @NumberField({ min: 0, max: 1, optional: true, description: 'The share of a delay that is random' })
  jitter?: number;
}
