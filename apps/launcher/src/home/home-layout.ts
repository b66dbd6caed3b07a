import { join } from 'node:path';

/** Where everything below CADRE_HOME stands. */
export interface HomeLayout {
  readonly home: string;
  readonly logs: string;
  readonly database: string;
  readonly busKeys: string;
  readonly lockFile: string;
  readonly processesFile: string;
  readonly adminPasswordFile: string;
  readonly demoMarker: string;
}

export function homeLayout(home: string): HomeLayout {
  return {
    home,
    logs: join(home, 'logs'),
    database: join(home, 'postgres'),
    busKeys: join(home, 'bus-keys'),
    lockFile: join(home, 'launcher.lock'),
    processesFile: join(home, 'processes.json'),
    adminPasswordFile: join(home, 'first-admin-password'),
    demoMarker: join(home, 'demo-shown'),
  };
}

/** The file a worker of this team gets; a folder per team, so that each can be mounted alone. */
export function busKeyFile(layout: HomeLayout, team: string): string {
  return join(layout.busKeys, team, 'bus-key.json');
}
