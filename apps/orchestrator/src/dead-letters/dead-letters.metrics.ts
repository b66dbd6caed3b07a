import type { Metrics } from '@cadre/observability';

/** What the mirror of the dead letters says about itself. */
export class DeadLettersMetrics {
  readonly mirrored;

  constructor(metrics: Metrics) {
    this.mirrored = metrics.counter('cadre_dead_letters_mirrored_total', 'Copies of dead letters sent to the broker', [
      'team',
      'outcome',
    ]);
  }
}
