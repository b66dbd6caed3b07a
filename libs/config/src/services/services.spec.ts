import { variablesOf } from '../reading/read-environment';
import { serviceSchemas } from './all-services';
import { gatewayConfig } from './gateway-config';
import { knownVariables } from './known-variables';
import { launcherConfig } from './launcher-config';
import { orchestratorConfig } from './orchestrator-config';
import { environmentFor } from './service-environment';
import { workerConfig } from './worker-config';

const database = { DATABASE_URL: 'postgres://localhost/cadre', CADRE_KEYS_FILE: '/keys.json' };
const worker = { TEAM: 'testing', BUS_DATABASE_URL: 'postgres://localhost/cadre', BUS_KEY_FILE: '/bus.json' };

describe('the gateway', () => {
  it('starts from a database and keys alone', () => {
    expect(gatewayConfig(database)).toMatchObject({
      port: 3_000,
      host: '127.0.0.1',
      databasePool: 10,
      serviceName: 'cadre-gateway',
    });
  });

  it('finds the bus in the database unless told otherwise', () => {
    expect(gatewayConfig(database).busDatabaseUrl).toBe(database.DATABASE_URL);
    expect(gatewayConfig({ ...database, BUS_DATABASE_URL: 'postgres://bus/x' }).busDatabaseUrl).toBe(
      'postgres://bus/x',
    );
  });

  it('does not start without them', () => {
    expect(() => gatewayConfig({})).toThrow(/DATABASE_URL is required.*\n.*CADRE_KEYS_FILE is required/);
  });
});

describe('an orchestrator', () => {
  it('calls itself something no other replica does', () => {
    const names = [1, 2].map(() => orchestratorConfig(database).orchestratorId);
    expect(new Set(names).size).toBe(2);
    expect(orchestratorConfig({ ...database, ORCHESTRATOR_ID: 'one' }).orchestratorId).toBe('one');
  });
});

describe('a worker', () => {
  it('carries its team in its name', () => {
    expect(workerConfig(worker).workerId).toMatch(/^testing-.+-\d+-[0-9a-f]{6}$/);
  });

  it('needs one bus: RabbitMQ, or PostgreSQL', () => {
    const { TEAM, BUS_KEY_FILE } = worker;
    expect(workerConfig({ TEAM, BUS_KEY_FILE, AMQP_URL: 'amqp://mq' }).busDatabaseUrl).toBeUndefined();
    expect(() => workerConfig({ TEAM, BUS_KEY_FILE })).toThrow('AMQP_URL or BUS_DATABASE_URL is required');
    expect(() => workerConfig({})).toThrow(/TEAM is required.*\n.*BUS_KEY_FILE is required.*\n.*AMQP_URL or BUS/);
  });

  it('has no settings for the database and the keys', () => {
    expect(Object.keys(workerConfig(worker)).filter((field) => /^databaseUrl|keysFile/.test(field))).toEqual([]);
  });
});

describe('npm start', () => {
  it('needs nothing', () => {
    const config = launcherConfig({ CADRE_HOME: '/data' });
    expect(config).toMatchObject({ port: 3_000, keysFile: '/data/keys.json', artifactsDir: '/data/artifacts' });
    expect([...config.workers]).toEqual([
      ['marketing', 1],
      ['testing', 1],
      ['user-story', 1],
      ['engineering', 1],
      ['platform', 1],
    ]);
  });

  it('takes a RabbitMQ as the bus, and nothing else for one', () => {
    expect(launcherConfig({ AMQP_URL: 'amqps://u:p@mq/cadre' }).amqpUrl).toBe('amqps://u:p@mq/cadre');
    expect(() => launcherConfig({ AMQP_URL: 'redis://u:secret@x' })).toThrow(
      /^AMQP_URL must be a URL starting with amqp:\/\/ or amqps:\/\/$/,
    );
  });
});

describe('the environment a service is given', () => {
  const all = {
    DATABASE_URL: 'd',
    CADRE_KEYS_FILE: 'k',
    CADRE_ADMIN_PASSWORD: 'p',
    BUS_KEY_FILE: 'b',
    PATH: '/bin',
    SHELL: 'sh',
  };

  it('of a worker holds no key to the database', () => {
    expect(environmentFor('worker', { ...all, OTEL_TRACES_SAMPLER: 'always_on' })).toEqual({
      BUS_KEY_FILE: 'b',
      PATH: '/bin',
      OTEL_TRACES_SAMPLER: 'always_on',
    });
  });

  it('of an orchestrator holds what it reads', () => {
    expect(environmentFor('orchestrator', all)).toEqual({ DATABASE_URL: 'd', CADRE_KEYS_FILE: 'k', PATH: '/bin' });
  });
});

test('every variable with our prefix is known to every service', () => {
  const ours = Object.values(serviceSchemas)
    .flatMap(variablesOf)
    .filter((variable) => variable.startsWith('CADRE_'));
  expect([...new Set(ours)].sort()).toEqual([...knownVariables].sort());
});
