import { priorityName } from '@cadre/domain';
import type { Metrics } from '@cadre/observability';
import type { QueueStatistics } from '@cadre/persistence';

/** The state of the queues, as the last snapshot found it. */
export class StatisticsMetrics {
  private readonly depth;
  private readonly oldest;
  private readonly running;
  readonly cost;

  constructor(metrics: Metrics) {
    const labels = ['team', 'agent', 'priority'] as const;
    this.depth = metrics.gauge('cadre_queue_depth', 'Tasks that are due and wait', labels);
    this.oldest = metrics.gauge(
      'cadre_queue_oldest_age_seconds',
      'How long the first waiting task has been due',
      labels,
    );
    this.running = metrics.gauge('cadre_tasks_running', 'Tasks claimed or running', labels);
    this.cost = metrics.gauge('cadre_statistics_cost_seconds', 'What the last snapshot cost');
  }

  show({ groups }: QueueStatistics): void {
    for (const gauge of [this.depth, this.oldest, this.running]) gauge.reset();
    for (const group of groups) {
      const labels = { team: group.team, agent: group.agent_id, priority: priorityName(group.priority) };
      this.depth.inc(labels, group.pending + group.queued);
      this.oldest.set(labels, group.oldest_age_seconds);
      this.running.inc(labels, group.running);
    }
  }

  hide(): void {
    for (const gauge of [this.depth, this.oldest, this.running]) gauge.reset();
  }
}
