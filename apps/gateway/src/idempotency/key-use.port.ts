/* What a feature needs that keeps idempotency keys in its own transaction. */
export { keyInProgress, keyReused } from './idempotency-problems';
export { idempotencyRequestOf } from './idempotency-request';
export { replay } from './replay';
export { settledOutcome } from './settled-outcome';
