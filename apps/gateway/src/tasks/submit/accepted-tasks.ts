import { Injectable } from '@nestjs/common';
import { priorityName } from '@cadre/domain';
import { Metrics } from '@cadre/observability';
import type { NewTask, SubmissionOutcome } from '@cadre/persistence';
import { Announcer } from '../../stream/announcer.port';
import { QueueOutlook } from '../outlook/queue-outlook.port';
import { createSubmissionMetrics, type SubmissionMetrics } from './submission.metrics';

type Decided = Extract<SubmissionOutcome, { kind: 'decided' }>;

/** What follows an acceptance: it is told, counted, and others stand behind it in the line. */
@Injectable()
export class AcceptedTasks {
  private readonly metrics: SubmissionMetrics;

  constructor(
    private readonly announcer: Announcer,
    private readonly outlook: QueueOutlook,
    metrics: Metrics,
  ) {
    this.metrics = createSubmissionMetrics(metrics);
  }

  /** @param tasks in the order of the results */
  tell(tasks: readonly NewTask[], { results, events }: Decided): void {
    this.announcer.announce(events);
    results.forEach((result, index) => {
      const task = tasks[index];
      if (!task) return;
      if (result.kind === 'deduplicated') this.metrics.deduplicated(task.team);
      if (result.kind !== 'accepted') return;
      this.metrics.accepted(task.team, priorityName(task.priority));
      if (result.status === 'pending') this.outlook.noteAccepted(task);
    });
  }
}
