import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrokerAccount } from './broker-account';
import type { BrokerCertificates } from './broker-certificates';
import type { BrokerPorts } from './broker-ports';
import type { Definitions } from './definitions';

/** As in deploy/rabbitmq: the UI with its metrics, and moving messages in it. */
const PLUGINS = '[rabbitmq_management,rabbitmq_prometheus,rabbitmq_shovel,rabbitmq_shovel_management].\n';

/** The files of one broker: its configuration, its data, its log, and the cookie that keeps other nodes out. */
export class BrokerFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'cadre-broker-'));

  constructor(private readonly account: BrokerAccount) {
    account.own(this.path);
    for (const folder of ['home', 'log', 'data']) this.makeFolder(folder);
    this.write('home/.erlang.cookie', randomBytes(16).toString('hex'), 0o400);
    this.write('plugins', PLUGINS);
  }

  /** `extra`: further lines of rabbitmq.conf. */
  configure(ports: BrokerPorts, extra: readonly string[]): void {
    this.write('rabbitmq.conf', `${[...configOf(ports, join(this.path, 'definitions.json')), ...extra].join('\n')}\n`);
  }

  /** Keeps them for the broker; answers the lines of rabbitmq.conf that say so. */
  certify({ tls }: BrokerPorts, { authority, certificate, key }: BrokerCertificates): readonly string[] {
    const files = { cacertfile: authority, certfile: certificate, keyfile: key };
    const options = Object.entries(files).map(([name, content]) => {
      this.write(name, content);
      return `ssl_options.${name} = ${join(this.path, name)}`;
    });
    return [`listeners.ssl.default = 127.0.0.1:${tls}`, ...options];
  }

  /** What every boot loads, also the one after the data is gone. */
  define(definitions: Definitions): void {
    this.write('definitions.json', JSON.stringify(definitions));
  }

  /** The environment of the server and its tools: nothing of the machine's own broker shines through. */
  environment(ports: BrokerPorts): Readonly<Record<string, string>> {
    return {
      PATH: process.env['PATH'] ?? '/usr/bin:/bin',
      LANG: 'C.UTF-8',
      HOME: join(this.path, 'home'),
      // The start script then becomes the server, instead of a parent that would outlive or hide it.
      detached: '1',
      ERL_EPMD_PORT: String(ports.epmd),
      ERL_EPMD_ADDRESS: '127.0.0.1',
      RABBITMQ_NODENAME: `cadre-${ports.amqp}@localhost`,
      RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
      RABBITMQ_NODE_PORT: String(ports.amqp),
      RABBITMQ_DIST_PORT: String(ports.distribution),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
      RABBITMQ_CTL_DIST_PORT_MIN: '0',
      RABBITMQ_CTL_DIST_PORT_MAX: '0',
      RABBITMQ_CONF_ENV_FILE: '/dev/null',
      RABBITMQ_CONFIG_FILE: join(this.path, 'rabbitmq.conf'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(this.path, 'plugins'),
      RABBITMQ_MNESIA_BASE: join(this.path, 'data'),
      RABBITMQ_LOG_BASE: join(this.path, 'log'),
      RABBITMQ_PID_FILE: join(this.path, 'data', 'pid'),
    };
  }

  /** Everything the broker remembered. */
  wipe(): void {
    rmSync(join(this.path, 'data'), { recursive: true, force: true });
    this.makeFolder('data');
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  private makeFolder(name: string): void {
    mkdirSync(join(this.path, name));
    this.account.own(join(this.path, name));
  }

  private write(name: string, text: string, mode = 0o600): void {
    const file = join(this.path, name);
    writeFileSync(file, text);
    chmodSync(file, mode);
    this.account.own(file);
  }
}

function configOf(ports: BrokerPorts, definitions: string): string[] {
  return [
    `listeners.tcp.default = 127.0.0.1:${ports.amqp}`,
    'management.tcp.ip = 127.0.0.1',
    `management.tcp.port = ${ports.management}`,
    'prometheus.tcp.ip = 127.0.0.1',
    `prometheus.tcp.port = ${ports.prometheus}`,
    `load_definitions = ${definitions}`,
    // A test waits for numbers in the management API; the default is 5 s.
    'collect_statistics_interval = 250',
  ];
}
