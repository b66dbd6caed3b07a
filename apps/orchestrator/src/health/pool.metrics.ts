import type { Metrics } from '@cadre/observability';
import type { Database } from '@cadre/persistence';

/** The pool of database connections, read when somebody looks. */
export function declarePoolMetrics(metrics: Metrics, db: Database): void {
  metrics.gauge('cadre_db_pool_connections', 'Database connections by state', ['state'], (gauge) => {
    const { total, idle, waiting } = db.gauges();
    gauge.set({ state: 'busy' }, total - idle);
    gauge.set({ state: 'idle' }, idle);
    gauge.set({ state: 'wanted' }, waiting);
  });
}
