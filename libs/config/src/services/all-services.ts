import type { Schema } from '../reading/setting';
import { cliSettings } from './cli-config';
import { gatewaySettings } from './gateway-config';
import { launcherSettings } from './launcher-config';
import { orchestratorSettings } from './orchestrator-config';
import { workerSettings } from './worker-config';

/** Every schema by the program that reads it. */
export const serviceSchemas: Readonly<Record<'npm start' | 'gateway' | 'orchestrator' | 'worker' | 'cadre', Schema>> = {
  'npm start': launcherSettings,
  gateway: gatewaySettings,
  orchestrator: orchestratorSettings,
  worker: workerSettings,
  cadre: cliSettings,
};
