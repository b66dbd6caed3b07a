import type { Statement } from '../statement';

export const KEEPALIVE: Statement<{ alive: number }> = { name: 'bus_keepalive', text: 'SELECT 1 AS alive' };
