/** Who logs in at the broker. Each has a user of its own, workers one per team. */
export type BrokerRole = 'gateway' | 'orchestrator' | 'worker';

/** Regular expressions over names, as RabbitMQ takes them. */
export interface BrokerPermissions {
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

const WORKER_USER_PREFIX = 'cadre-worker-';

export function brokerUser(role: BrokerRole, team = ''): string {
  return role === 'worker' ? `${WORKER_USER_PREFIX}${team}` : `cadre-${role}`;
}

/** The team a message's sender works for; undefined when it is no worker's user. */
export function teamOfBrokerUser(user: string): string | undefined {
  return user.startsWith(WORKER_USER_PREFIX) ? user.slice(WORKER_USER_PREFIX.length) : undefined;
}

/**
 * The least each role works with. An inbox is found by its name on the default exchange, and names are guarded by
 * `configure`: so no worker can put itself in the place of another team's, and only orchestrators can write to inboxes.
 */
export function brokerPermissions(role: BrokerRole, team = ''): BrokerPermissions {
  if (role === 'gateway') return { configure: LISTENING, write: LISTENING, read: LISTENING };
  if (role === 'orchestrator') return { configure: SHARED, write: ORCHESTRATOR_WRITES, read: SHARED };
  const name = team.replace(/\./g, '\\.');
  return {
    configure: `^cadre\\.inbox\\.${name}\\..*$`,
    write: '^cadre\\.requests$',
    read: `^cadre\\.(tasks\\.${name}|inbox\\.${name}\\..*)$`,
  };
}

const LISTENING = '^cadre\\.(events|listener\\..*)$';
const SHARED =
  '^cadre\\.(installation|requests|dlx|events|claims|heartbeats|reports|tasks\\..*|dlq\\..*|listener\\..*)$';
const ORCHESTRATOR_WRITES = '^(amq\\.default|cadre\\.(dlx|events|claims|heartbeats|reports|dlq\\..*|listener\\..*))$';
