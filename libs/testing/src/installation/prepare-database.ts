import { loadAgentDefinitions } from '@cadre/agents';
import { PasswordHasher, uuidv7 } from '@cadre/crypto';
import { AgentStore, UserStore, type Database } from '@cadre/persistence';

/** Who may log in to every installation that tests make. */
export const FIRST_ADMIN = { email: 'admin@localhost', password: 'glacier-tulip-harbour' };

/** Fills a migrated database with what an installation cannot do without: its registry and its first admin. */
export async function prepareDatabase(db: Database, agentsDir: string): Promise<void> {
  await new AgentStore(db).sync(loadAgentDefinitions(agentsDir).definitions);
  const passwordHash = await new PasswordHasher().hash(FIRST_ADMIN.password);
  await new UserStore(db).createFirstAdmin({ userId: uuidv7(), email: FIRST_ADMIN.email, passwordHash });
}
