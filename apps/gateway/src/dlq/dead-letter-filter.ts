import type { DeadLetterFilter } from '@cadre/persistence';
import { teamSlug } from '../http/team-names';
import type { ResubmitFilter } from './dlq.body';
import type { DeadLettersQuery } from './dlq.query';

/** What both the list and the resubmission of many are narrowed by. */
export function filterOf(given: ResubmitFilter): DeadLetterFilter {
  const { agent_id, team, error_class, error_code, fingerprint, since, until } = given;
  return {
    ...(agent_id !== undefined && { agent_id }),
    ...(team !== undefined && { team: teamSlug(team) }),
    ...(error_class !== undefined && { error_class }),
    ...(error_code !== undefined && { error_code }),
    ...(fingerprint !== undefined && { fingerprint }),
    ...(since !== undefined && { since: new Date(since) }),
    ...(until !== undefined && { until: new Date(until) }),
  };
}

/** `state` says it exactly; `resubmitted` is its short form. */
export function listFilterOf(query: DeadLettersQuery): DeadLetterFilter {
  const state = query.state ?? stateOf(query.resubmitted);
  return { ...filterOf(query), ...(state && { state }) };
}

function stateOf(resubmitted: boolean | undefined): DeadLetterFilter['state'] | undefined {
  if (resubmitted === undefined) return undefined;
  return resubmitted ? 'resubmitted' : 'open';
}
