/**
 * What every bus session asks of its server: no wait for the disk (the bus may lose what it holds), plans that stay
 * right while the queues' sizes swing, and an early end for connections whose other side is gone.
 */
const SHARED = [
  'synchronous_commit=off',
  'statement_timeout=10000',
  'idle_in_transaction_session_timeout=5000',
  'jit=off',
  // The statistics of a queue are always stale; its indexes are always right.
  'enable_seqscan=off',
  'enable_bitmapscan=off',
  'plan_cache_mode=force_generic_plan',
  'tcp_keepalives_idle=5',
  'tcp_keepalives_interval=2',
  'tcp_keepalives_count=3',
];

/** A listening session asks something every few seconds; one that is silent for so long belongs to a frozen process. */
const LISTENING = [...SHARED, 'idle_session_timeout=30000'];

export const SESSION_OPTIONS = { statements: asOptions(SHARED), listening: asOptions(LISTENING) } as const;

function asOptions(settings: readonly string[]): string {
  return settings.map((setting) => `-c ${setting}`).join(' ');
}
