import type { Logger, Metrics } from '@cadre/observability';
import type { BusTelemetry } from './bus-telemetry';

/** The bus's metrics and log lines in the form of the house. */
export function createBusTelemetry(metrics: Metrics, logger: Logger): BusTelemetry {
  const published = metrics.counter('cadre_bus_published_total', 'Messages published', ['queue', 'outcome']);
  const settled = metrics.counter('cadre_bus_consumed_total', 'Messages settled', ['queue', 'verdict']);
  const requests = metrics.histogram('cadre_bus_request_seconds', 'From a request to its answer', ['queue', 'outcome']);
  const consumers = metrics.gauge('cadre_bus_consumers_active', 'Consumers that run');
  const reconnects = metrics.counter('cadre_bus_reconnects_total', 'Connections re-established', ['connection']);
  const lost = metrics.counter('cadre_bus_broadcasts_lost_total', 'Broadcasts that reached nobody', ['topic']);
  return {
    published: (queue, messages, outcome) => published.inc({ queue, outcome }, messages),
    settled: (queue, verdict, messages) => settled.inc({ queue, verdict }, messages),
    requested: (queue, seconds, outcome) => requests.observe({ queue, outcome }, seconds),
    consumersActive: (active) => consumers.set(active),
    reconnected: (connection) => reconnects.inc({ connection }),
    broadcastLost: (topic, messages) => lost.inc({ topic }, messages),
    log: (level, message, { error, ...fields }) => {
      logger[level]({ ...fields, ...(error !== undefined && { err: error }) }, message);
    },
  };
}
