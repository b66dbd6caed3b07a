import type { Statement } from '../statement';

export interface DepthRow {
  queue: string;
  ready: number;
  unsettled: number;
}

/** $1 queues text[] */
export const DEPTH: Statement<DepthRow> = {
  name: 'bus_depth',
  text: `
SELECT q.queue,
  count(m.id) FILTER (WHERE m.locked_until IS NULL) AS ready,
  count(m.id) FILTER (WHERE m.locked_until IS NOT NULL) AS unsettled
FROM unnest($1::text[]) AS q (queue)
LEFT JOIN bus.messages m ON m.queue = q.queue AND (m.expires_at IS NULL OR m.expires_at > now())
GROUP BY q.queue`,
};
