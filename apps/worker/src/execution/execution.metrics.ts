import type { Metrics } from '@cadre/observability';
import type { Outcome } from './decide-outcome';

/** What the execution of attempts tells about itself. */
export class ExecutionMetrics {
  private readonly duration;
  private readonly failures;
  private readonly abandoned;
  private readonly refused;

  constructor(metrics: Metrics) {
    this.duration = metrics.histogram('cadre_attempt_duration_seconds', 'From the start of an attempt to its end', [
      'agent_id',
      'outcome',
    ]);
    this.failures = metrics.counter('cadre_attempt_failures_total', 'Attempts that failed', [
      'agent_id',
      'error_class',
      'error_code',
    ]);
    this.refused = metrics.counter(
      'cadre_attempts_unconfirmed_total',
      'Attempts aborted before a call because their lease was not confirmed in time',
    );
    this.abandoned = metrics.gauge('cadre_attempts_abandoned', 'Agents that did not stop when told and still run');
  }

  ended(agentId: string, outcome: Outcome, durationMs: number): void {
    this.duration.observe({ agent_id: agentId, outcome: outcome.kind }, durationMs / 1000);
    if (outcome.kind !== 'failed') return;
    const { errorClass, code } = outcome.failure;
    this.failures.inc({ agent_id: agentId, error_class: errorClass, error_code: code });
  }

  /** An attempt was aborted before its next call. */
  refusedCall(): void {
    this.refused.inc();
  }

  /** Counts an abandoned agent as long as it runs on. */
  abandonedUntil(returned: Promise<unknown>): void {
    this.abandoned.inc();
    const over = (): void => this.abandoned.dec();
    returned.then(over, over);
  }
}
