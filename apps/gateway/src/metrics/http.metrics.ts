import type { Metrics } from '@cadre/observability';

/** What is counted about requests. */
export interface HttpMetrics {
  finished(method: string, route: string, status: number, seconds: number): void;
}

export function createHttpMetrics(metrics: Metrics): HttpMetrics {
  const labels = ['method', 'route', 'status'] as const;
  const duration = metrics.histogram('cadre_http_request_duration_seconds', 'From a request to its answer', labels);
  return {
    finished: (method, route, status, seconds) => duration.observe({ method, route, status: String(status) }, seconds),
  };
}
