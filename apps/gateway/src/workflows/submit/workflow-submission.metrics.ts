import { Injectable } from '@nestjs/common';
import { Metrics } from '@cadre/observability';

/** What is counted about submissions of workflows. */
@Injectable()
export class WorkflowSubmissionMetrics {
  private readonly submitted;

  constructor(metrics: Metrics) {
    this.submitted = metrics.counter('cadre_workflows_submitted_total', 'Accepted runs of workflows', ['source']);
  }

  accepted(source: 'template' | 'definition'): void {
    this.submitted.inc({ source });
  }
}
