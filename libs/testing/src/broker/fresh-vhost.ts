import { randomBytes } from 'node:crypto';
import { ALL } from './definitions';
import { ManagementClient } from './management-client';
import { amqpUrl, userIn, type VhostAccess } from './vhost-access';

/** Where a test process finds who keeps the shared broker. */
const KEEPER_VARIABLE = 'CADRE_TEST_BROKER';

/** The shared broker does not start, or the spec is not part of a jest project that has one. */
export class SharedBrokerError extends Error {
  readonly code = 'SHARED_BROKER';

  constructor(reason: string) {
    super(`There is no shared broker: ${reason}`);
    this.name = new.target.name;
  }
}

export interface FreshVhost extends VhostAccess {
  /** Ends its connections and removes everything in it. */
  drop(): Promise<void>;
}

interface SharedBroker {
  readonly port: number;
  readonly managementPort: number;
  readonly password: string;
}

/**
 * An empty vhost on the broker that all suites of this run share. Whoever asks first waits until that has started.
 * Users are known to the whole broker, their rights hold in this vhost alone.
 */
export async function freshVhost(): Promise<FreshVhost> {
  const { port, managementPort, password } = await sharedBroker();
  const vhost = `test-${randomBytes(8).toString('hex')}`;
  const management = new ManagementClient(managementPort, { user: 'admin', password });
  const urlOf = (user: string) => amqpUrl({ port, user, password, vhost });
  const define: VhostAccess['define'] = (definitions) => management.post('/definitions', definitions);
  await define({ vhosts: [{ name: vhost }], permissions: [{ user: 'admin', vhost, ...ALL }] });
  return {
    vhost,
    url: urlOf('admin'),
    management,
    password,
    urlOf,
    define,
    addUser: async (name, permissions) => {
      await define(userIn({ vhost, password }, name, permissions));
      return urlOf(name);
    },
    drop: () => management.delete(`/vhosts/${vhost}`),
  };
}

async function sharedBroker(): Promise<SharedBroker> {
  const keeper = process.env[KEEPER_VARIABLE];
  if (keeper === undefined) throw new SharedBrokerError('name the file *.integration-spec.ts or *.e2e-spec.ts');
  const answer = await fetch(keeper, { headers: { connection: 'close' } });
  if (!answer.ok) throw new SharedBrokerError(await answer.text());
  return (await answer.json()) as SharedBroker;
}
