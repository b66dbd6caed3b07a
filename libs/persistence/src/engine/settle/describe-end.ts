import { type AttemptOutcome, assertNever, ErrorClass, type OutcomeDecision } from '@cadre/domain';
import type { AttemptEnd, AttemptError, EndedAttempt, Usage } from './ended-attempt';

/** The whole message stands in the task; its event carries the beginning. */
const EVENT_MESSAGE_LENGTH = 1000;

/** The name under which the attempt goes into the history. A lost attempt stays lost, also when its task was cancelled. */
export function attemptEnd(outcome: AttemptOutcome, decision: OutcomeDecision): AttemptEnd {
  if (outcome.kind === 'worker_lost') return 'worker_lost';
  if (decision.to === 'cancelled') return 'cancelled';
  switch (outcome.kind) {
    case 'completed':
      return decision.to === 'completed' ? 'completed' : 'failed';
    case 'waiting':
      return decision.to === 'waiting' ? 'waiting' : 'failed';
    case 'failed':
      return outcome.errorClass === ErrorClass.Timeout ? 'timeout' : 'failed';
    // Stopped without anybody having asked for a cancel: it counts for nothing, like work handed back.
    case 'cancelled':
    case 'handed_back':
      return 'handed_back';
    default:
      return assertNever(outcome);
  }
}

/** The error that the task shows and that its event names. */
export function errorShown({ decision, error }: EndedAttempt): AttemptError | null {
  if (!decision.counted) return error;
  return { code: decision.errorCode, class: decision.errorClass, message: error?.message ?? '' };
}

/** What the event says besides the move. */
export function eventData(ended: EndedAttempt): Record<string, unknown> {
  const { decision, durationMs, reason } = ended;
  const error = decision.counted ? errorShown(ended) : null;
  return {
    ...(durationMs !== null && { duration_ms: durationMs }),
    ...(reason !== undefined && { reason }),
    ...(error && {
      error_code: error.code,
      error_class: error.class,
      message: error.message.slice(0, EVENT_MESSAGE_LENGTH),
    }),
    ...(decision.to === 'retry' && { delay_ms: decision.delayMs }),
  };
}

const TOKEN_FIELDS = ['input_tokens', 'output_tokens'] as const satisfies readonly (keyof Usage)[];

/** The task's usage with the attempt's added; null while nothing was used. A cost with an unknown part is left out. */
export function addUsage(total: Readonly<Record<string, number>> | null, attempt: Usage | null): Usage | null {
  if (!attempt) return null;
  const sum: Record<string, number> = { ...total };
  for (const field of TOKEN_FIELDS) {
    const amount = attempt[field];
    if (amount !== undefined) sum[field] = (sum[field] ?? 0) + amount;
  }
  const { cost_micro_usd: cost } = attempt;
  const before = total ? total['cost_micro_usd'] : 0;
  if (cost === undefined || before === undefined) delete sum['cost_micro_usd'];
  else sum['cost_micro_usd'] = before + cost;
  return sum;
}
