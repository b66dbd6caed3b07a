import type { OrchestratorConfig } from '@cadre/config';
import type { Logger, Metrics } from '@cadre/observability';
import { Outages } from '../lifecycle/outages';

/** What every part needs of the process it runs in. */
export class Process {
  /** Shared by all loops: one log line for what goes away, however many notice. */
  readonly outages: Outages;

  constructor(
    readonly config: OrchestratorConfig,
    readonly logger: Logger,
    readonly metrics: Metrics,
  ) {
    this.outages = new Outages(logger);
  }
}
