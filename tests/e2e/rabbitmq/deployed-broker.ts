import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrivateBroker, PROJECT_DIR, type Definitions } from '@cadre/testing';

const FOLDER = join(PROJECT_DIR, 'deploy', 'rabbitmq');
const PROGRAM = join(FOLDER, 'definitions.mjs');

/** Lines about ports, files and logs, which a test's broker has of its own. */
const PLACE = /^(listeners|management|prometheus|load_definitions|log)\b/;

/** The definitions without anybody's password, as they stand in the repository. */
export function definitionsWithoutPasswords(): Definitions {
  return JSON.parse(readFileSync(join(FOLDER, 'definitions.json'), 'utf8')) as Definitions;
}

/** Runs deploy/rabbitmq/definitions.mjs in an environment of its own. */
export function runDefinitions(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const environment = { PATH: process.env['PATH'] ?? '', ...env };
  return spawnSync(process.execPath, [PROGRAM, ...args], { env: environment, encoding: 'utf8' });
}

/** A password for every user, by the variable it stands in. */
export function newPasswords(): Record<string, string> {
  const lines = runDefinitions(['passwords']).stdout.trim().split('\n');
  return Object.fromEntries(lines.map((line) => line.split('=') as [string, string]));
}

/** A broker as an operator gets it who follows docker-compose.yml, and how its users log in. */
export class DeployedBroker {
  private constructor(
    readonly broker: PrivateBroker,
    private readonly passwords: Readonly<Record<string, string>>,
  ) {}

  static async start(): Promise<DeployedBroker> {
    const passwords = newPasswords();
    const folder = mkdtempSync(join(tmpdir(), 'cadre-definitions-'));
    try {
      const file = join(folder, 'definitions.json');
      runDefinitions(['write', file], passwords);
      const definitions = JSON.parse(readFileSync(file, 'utf8')) as Definitions;
      const broker = await PrivateBroker.start({ vhost: 'cadre', definitions, config: config() });
      return new DeployedBroker(broker, passwords);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  passwordOf(user: string): string {
    return this.passwords[`AMQP_${user.replaceAll('-', '_').toUpperCase()}_PASSWORD`] ?? '';
  }

  /** `user` without the prefix that all have. */
  urlOf(user: string): string {
    return this.broker.urlFor(`cadre-${user}`, this.passwordOf(user));
  }
}

function config(): string[] {
  const lines = readFileSync(join(FOLDER, 'rabbitmq.conf'), 'utf8').split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('#') && !PLACE.test(line));
}
