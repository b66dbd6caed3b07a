import type { ClaimDenial, ReportAnswerV1 } from '@cadre/contracts';
import type { Metrics } from '@cadre/observability';

type ReportVerdict = ReportAnswerV1['results'][number]['verdict'];

/** What the worker can be asked about when somebody looks. */
export interface TeamGauges {
  readonly busy: number;
  readonly slots: number;
  readonly unsettled: number;
  readonly leases: number;
}

/** What the worker's dealings with the orchestrator tell about themselves. */
export class TeamMetrics {
  private readonly claims;
  private readonly claimSeconds;
  private readonly heartbeats;
  private readonly lost;
  private readonly reports;

  constructor(private readonly metrics: Metrics) {
    this.claims = metrics.counter('cadre_worker_claims_total', 'Claims by what became of them', ['result']);
    this.claimSeconds = metrics.histogram('cadre_worker_claim_seconds', 'From asking for grants to the answer');
    this.heartbeats = metrics.counter('cadre_worker_heartbeats_total', 'Heartbeats sent', ['result']);
    this.lost = metrics.counter('cadre_worker_leases_lost_total', 'Leases lost while an attempt had them');
    this.reports = metrics.counter('cadre_worker_reports_total', 'Reports by their answer', ['verdict']);
  }

  observe(read: () => TeamGauges): void {
    const { metrics } = this;
    metrics.gauge('cadre_worker_slots', 'Attempts this worker runs at once', [], (gauge) => gauge.set(read().slots));
    metrics.gauge('cadre_worker_slots_busy', 'Attempts running now', [], (gauge) => gauge.set(read().busy));
    metrics.gauge('cadre_worker_leases', 'Leases held now', [], (gauge) => gauge.set(read().leases));
    metrics.gauge('cadre_worker_reports_unsettled', 'Outcomes not settled yet', [], (gauge) =>
      gauge.set(read().unsettled),
    );
  }

  claimsAnswered(ms: number): void {
    this.claimSeconds.observe(ms / 1000);
  }

  claimDecided(result: 'granted' | ClaimDenial): void {
    this.claims.inc({ result });
  }

  claimsUnanswered(count: number): void {
    this.claims.inc({ result: 'unanswered' }, count);
  }

  heartbeat(result: 'answered' | 'unanswered'): void {
    this.heartbeats.inc({ result });
  }

  leaseLost(): void {
    this.lost.inc();
  }

  reportAnswered(verdict: ReportVerdict): void {
    this.reports.inc({ verdict });
  }

  reportsUnanswered(count: number): void {
    this.reports.inc({ verdict: 'unanswered' }, count);
  }
}
