import type { Metrics } from '@cadre/observability';

/** How many follow tasks at this gateway. */
export function registerStreamMetrics(metrics: Metrics, listeners: () => number): void {
  metrics.gauge('cadre_stream_listeners', 'Clients that follow a task, live or waiting for its end', [], (gauge) =>
    gauge.set(listeners()),
  );
}

/** How many follow runs of workflows at this gateway. */
export function registerRunStreamMetrics(metrics: Metrics, listeners: () => number): void {
  metrics.gauge('cadre_workflow_stream_listeners', 'Clients that follow a run of a workflow', [], (gauge) =>
    gauge.set(listeners()),
  );
}
