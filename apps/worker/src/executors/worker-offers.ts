import { httpKeyName, type ToolBox } from '@cadre/agents';
import type { WorkerConfig } from '@cadre/config';
import type { WorkerOffersV1 } from '@cadre/contracts';
import { httpSecrets } from './http-secrets';
import { providerAccounts } from './provider-accounts';
import { searchAccount } from './search-account';

/** What the agents of this worker find here, as it tells the orchestrator. Names only: keys stay where they are. */
export function workerOffers(config: WorkerConfig, tools: ToolBox): WorkerOffersV1 {
  const services = httpSecrets(config).agents.map((agentId) => httpKeyName(agentId));
  const search = searchAccount(config) === undefined ? [] : ['perplexity'];
  const mail = config.smtpUrl === undefined ? [] : ['smtp'];
  const providers = [...providerAccounts(config).keys(), ...search, ...mail, ...services];
  return { providers, tools: tools.names, mcp_servers: tools.serverNames };
}
