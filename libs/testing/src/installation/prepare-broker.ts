import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { userDefinition, type Definitions } from '../broker/definitions';
import type { VhostAccess } from '../broker/vhost-access';
import { PROJECT_DIR } from '../processes/project-dir';

const DEPLOYED = join(PROJECT_DIR, 'deploy', 'rabbitmq', 'definitions.json');

/**
 * Gives every service and team its user in this vhost, with the rights it has where it is deployed. Exchanges and queues
 * are for the services to declare.
 */
export async function prepareBroker(broker: VhostAccess): Promise<void> {
  const { users = [], permissions = [], topic_permissions: topics } = readDeployed();
  const here = <Right extends object>(right: Right) => ({ ...right, vhost: broker.vhost });
  await broker.define({
    users: users.map(({ name, tags }) => userDefinition(name, broker.password, tags)),
    permissions: permissions.map(here),
    topic_permissions: topics.map(here),
  });
}

function readDeployed(): Definitions & { readonly topic_permissions: readonly object[] } {
  return JSON.parse(readFileSync(DEPLOYED, 'utf8')) as Definitions & { topic_permissions: object[] };
}
