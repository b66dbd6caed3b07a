import type { NetworkBehaviour, TcpProxy } from '@cadre/testing';

interface Cut {
  readonly change: Partial<NetworkBehaviour>;
  /** What stands is reset at once. */
  readonly resets: boolean;
}

const LATENCY_MS = 2_000;

/** How the network between two breaks. */
export const CUTS = {
  refused: { change: { mode: 'refuse' }, resets: true },
  'black hole': { change: { mode: 'blackhole' }, resets: false },
  reset: { change: {}, resets: true },
  slow: { change: { latencyMs: LATENCY_MS }, resets: false },
  'answers lost': { change: { dropReplies: true }, resets: false },
  'requests lost': { change: { dropRequests: true }, resets: false },
} as const satisfies Record<string, Cut>;
export type CutName = keyof typeof CUTS;

/** Breaks it; answers how many connections that met. */
export function cut(proxy: TcpProxy, name: CutName): number {
  const { change, resets } = CUTS[name];
  const met = proxy.connections;
  proxy.set(change);
  if (resets) proxy.resetAll();
  return met;
}

/** Whole again. What lost some of its bytes is no connection any more. */
export function mend(proxy: TcpProxy, name: CutName): void {
  proxy.heal();
  const { change, resets } = CUTS[name];
  if (!resets && !('latencyMs' in change)) proxy.resetAll();
}
