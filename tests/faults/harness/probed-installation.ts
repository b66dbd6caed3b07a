import { join } from 'node:path';
import { Installation, PROJECT_DIR, type Service } from '@cadre/testing';
import { CountingServer } from './counting-server';
import { times } from './running';

/** Three orchestrators, two workers, and a server that counts what runs at once. */
export class ProbedInstallation {
  private constructor(
    readonly installation: Installation,
    readonly server: CountingServer,
    readonly orchestrators: readonly Service[],
  ) {}

  static async start(): Promise<ProbedInstallation> {
    const server = await CountingServer.start();
    const installation = await Installation.create({ agentsDir: join(PROJECT_DIR, 'tests/fixtures/agents') });
    const names = ['one', 'two', 'three'];
    const orchestrators = await Promise.all(names.map((id) => installation.orchestrator({ ORCHESTRATOR_ID: id })));
    const env = { HTTP_ALLOW_LIST: server.address };
    await Promise.all([installation.gateway(), ...times(2, env).map((each) => installation.worker(each))]);
    return new ProbedInstallation(installation, server, orchestrators);
  }

  /** Sets the probe agent's limits, at once. */
  async limit(limits: Readonly<Record<string, unknown>>): Promise<void> {
    const { status } = await this.installation.client.call('PATCH', '/agents/probe', { body: limits });
    expect(status).toBe(200);
  }

  /** Submits while the agent is paused, so that all of it is due when it goes on. */
  async paused(submit: () => Promise<unknown>): Promise<void> {
    const { client } = this.installation;
    await client.call('POST', '/agents/probe/pause', { body: {} });
    await submit();
    await client.call('POST', '/agents/probe/resume', { body: {} });
  }

  /** The orchestrator that dispatches for the probe's team now. */
  async leader(): Promise<Service | undefined> {
    const [row] = await this.installation.sql<{ owner: string }>(
      `SELECT owner FROM team_dispatch WHERE team = 'platform'`,
    );
    const name = row?.owner.split('#')[0];
    return this.orchestrators.find(({ log }) => log.some(({ orchestrator_id: id }) => id === name));
  }

  async close(): Promise<void> {
    await this.installation.close();
    await this.server.close();
  }
}
