import { launcherConfig, type Environment } from '@cadre/config';
import { checkServiceEnvironments, listServices } from './list-services';

const SECRETS = { CADRE_ADMIN_PASSWORD: 'first-admin-secret', DATABASE_URL: 'postgres://app:secret@db/cadre' };

function surroundings(extra: Environment = {}) {
  const env = { PATH: '/bin', CADRE_HOME: '/data', ...SECRETS, ...extra };
  return {
    config: launcherConfig(env),
    env,
    projectDir: '/cadre',
    databaseUrl: SECRETS.DATABASE_URL,
    workerBusUrl: 'postgres://cadre_bus:x@db/cadre',
    busKeyFileOf: (team: string) => `/data/bus-keys/${team}`,
  };
}

describe('the services of an installation', () => {
  it('are one gateway, one orchestrator and a worker per team', () => {
    expect(listServices(surroundings()).map(({ name }) => name)).toEqual([
      ...['gateway', 'orchestrator', 'worker-marketing', 'worker-testing'],
      ...['worker-user-story', 'worker-engineering', 'worker-platform'],
    ]);
  });

  it('are as many as asked for', () => {
    const names = listServices(surroundings({ CADRE_WORKERS: 'testing=2,platform=0', CADRE_ORCHESTRATORS: '2' })).map(
      ({ name }) => name,
    );
    expect(names).toEqual(['gateway', 'orchestrator-1', 'orchestrator-2', 'worker-testing-1', 'worker-testing-2']);
  });

  it('know what they need: workers the bus and their key, no more', () => {
    const worker = listServices(surroundings()).find(({ team }) => team === 'testing');
    expect(worker?.env).toEqual({
      PATH: '/bin',
      PUBLIC_URL: 'http://localhost:3000',
      TEAM: 'testing',
      BUS_DATABASE_URL: 'postgres://cadre_bus:x@db/cadre',
      BUS_KEY_FILE: '/data/bus-keys/testing',
      AGENTS_DIR: '/cadre/configs/agents',
      ARTIFACTS_DIR: '/data/artifacts',
      WORKSPACE_ROOTS: '/cadre/examples',
    });
  });

  it('share the RabbitMQ a person names, and workers then know nothing of the database', () => {
    const services = listServices(surroundings({ AMQP_URL: 'amqp://mq/cadre' }));
    expect(services.map(({ env }) => env.AMQP_URL)).toEqual(services.map(() => 'amqp://mq/cadre'));
    expect(services.find(({ role }) => role === 'worker')?.env).not.toHaveProperty('BUS_DATABASE_URL');
  });

  it('never learn the password of the first admin', () => {
    const everything = JSON.stringify(listServices(surroundings()));
    expect(everything).not.toContain(SECRETS.CADRE_ADMIN_PASSWORD);
  });

  it('get what the person set for them', () => {
    const services = listServices(
      surroundings({ WORKER_SLOTS: '3', JWT_ISSUER: 'me', WORKSPACE_ROOTS: '/src', PUBLIC_URL: 'https://c.example' }),
    );
    expect(services.find(({ role }) => role === 'worker')?.env).toMatchObject({
      WORKER_SLOTS: '3',
      PUBLIC_URL: 'https://c.example',
      WORKSPACE_ROOTS: '/src:/cadre/examples',
    });
    expect(services[0]?.env).toMatchObject({ JWT_ISSUER: 'me', PORT: '3000', HOST: '127.0.0.1' });
  });

  it('have their environments checked before anything starts', () => {
    expect(() => checkServiceEnvironments(surroundings())).not.toThrow();
    expect(() => checkServiceEnvironments(surroundings({ DATABASE_POOL: 'many' }))).toThrow(
      'DATABASE_POOL must be a whole number',
    );
  });

  it('may take as long to stop as their work needs, and to hand it back while nobody answers', () => {
    const worker = listServices(surroundings({ GRACE_SECONDS: '100' })).find(({ role }) => role === 'worker');
    expect(worker?.stopWithinMs).toBe(125_000);
  });
});
