import { teamOfBrokerUser } from '@cadre/bus';

export interface SentMessage {
  /** The user the broker knows to have published the message; undefined when none is named. */
  readonly sender: string | undefined;
  /** The team the message claims to come from. */
  readonly team: string;
}

export type SenderVerdict = 'ours' | 'foreign' | 'anonymous';

/**
 * Whether a worker may speak for a team. On a broker that checks the user of each message, a message without one was
 * published past the worker's program. A user that belongs to no team is an installation's own, shared by all services.
 */
export function judgeSender({ sender, team }: SentMessage): SenderVerdict {
  if (sender === undefined) return 'anonymous';
  const ownTeam = teamOfBrokerUser(sender);
  return ownTeam === undefined || ownTeam === team ? 'ours' : 'foreign';
}
