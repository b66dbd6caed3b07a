import { ARTIFACT_TOOLS, httpKeyName } from '@cadre/agents';
import type { WorkerConfig } from '@cadre/config';
import type { WorkerOffersV1 } from '@cadre/contracts';
import { httpSecrets } from './http-secrets';
import { providerAccounts } from './provider-accounts';

/** What the agents of this worker find here, as it tells the orchestrator. Names only: keys stay where they are. */
export function workerOffers(config: WorkerConfig): WorkerOffersV1 {
  const tools = ARTIFACT_TOOLS.map(({ name }) => name);
  const services = httpSecrets(config).agents.map((agentId) => httpKeyName(agentId));
  return { providers: [...providerAccounts(config).keys(), ...services], tools, mcp_servers: [] };
}
