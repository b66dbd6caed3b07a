import { HttpSecrets } from '@cadre/agents';
import type { WorkerConfig } from '@cadre/config';

/** What the worker's settings say about http agents. Throws HttpSecretsError. */
export function httpSecrets({ httpSecretsFile }: WorkerConfig): HttpSecrets {
  return httpSecretsFile === undefined ? HttpSecrets.none() : HttpSecrets.load(httpSecretsFile);
}
