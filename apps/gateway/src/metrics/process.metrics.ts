import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Metrics } from '@cadre/observability';
import type { Database } from '@cadre/persistence';

const NANOSECONDS = 1e9;

/** How the process and its pool stand when somebody looks. */
export function registerProcessMetrics(metrics: Metrics, database: Database): { stop(): void } {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  metrics.gauge('cadre_event_loop_lag_seconds', 'Event loop lag since the last look', ['quantile'], (gauge) => {
    gauge.set({ quantile: '0.5' }, delay.percentile(50) / NANOSECONDS);
    gauge.set({ quantile: '0.99' }, delay.percentile(99) / NANOSECONDS);
    delay.reset();
  });
  metrics.gauge('cadre_database_pool_connections', 'Connections of the pool', ['state'], (gauge) => {
    const { total, idle, waiting } = database.gauges();
    gauge.set({ state: 'busy' }, total - idle);
    gauge.set({ state: 'idle' }, idle);
    gauge.set({ state: 'waited_for' }, waiting);
  });
  return { stop: () => delay.disable() };
}
