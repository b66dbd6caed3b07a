import type { KeyedHash } from '@cadre/crypto';
import type { AttemptReport } from './attempt-report';

/** Equal for a repeat of the same report, different for another outcome or another result. Keyed: it tells nobody a result. */
export function outcomeDigest(hash: KeyedHash, { outcome }: AttemptReport): string {
  return hash('attempt-outcome', JSON.stringify(identityOf(outcome)));
}

function identityOf(outcome: AttemptReport['outcome']): readonly string[] {
  switch (outcome.kind) {
    case 'completed':
      return [outcome.kind, outcome.hash];
    case 'failed':
      return [outcome.kind, outcome.errorClass, outcome.errorCode, outcome.message];
    case 'waiting':
      return [outcome.kind, outcome.tokenHash];
    case 'approval':
      return [outcome.kind, outcome.requestHash];
    case 'handed_back':
    case 'cancelled':
      return [outcome.kind];
  }
}
