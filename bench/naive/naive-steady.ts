import { Database, unnamedStatement } from '@cadre/persistence';
import { until } from '@cadre/testing';
import type { LoadRequest } from '../client/load';
import { BenchError } from '../errors';
import { CpuClock } from '../measure/cpu-clock';
import { clean } from '../scenarios/loads';
import { TASK } from '../scenarios/task-body';
import type { BenchStack } from '../stack/stack';
import { NAIVE_PORT, NaiveForm, type NaiveServices } from './naive-form';

const POST_NAIVE: LoadRequest = { method: 'POST', path: '/tasks', body: TASK.parameters.data };
const CONNECTIONS = 50;
const WARM_UP_SECONDS = 2;
const PATIENCE_MS = 120_000;
const COUNT = unnamedStatement<{ total: number; open: number }>(
  `SELECT count(*) AS total, count(*) FILTER (WHERE status <> 'completed') AS open FROM naive_tasks`,
);
const EMPTY = unnamedStatement('TRUNCATE naive_tasks');

export interface NaiveRun {
  readonly rate: number;
  /** CPU time per task of everything but the client, in microseconds. */
  readonly cpuUs: number;
}

/** The naive form under the same load from the same client, over a database and a broker of its own. */
export class NaiveSteady {
  private constructor(
    private readonly stack: BenchStack,
    private readonly folder: string,
    private readonly services: NaiveServices,
    private readonly db: Database,
  ) {}

  /** Throws BenchError on an installation without RabbitMQ. */
  static async prepare(stack: BenchStack, folder: string): Promise<NaiveSteady> {
    const { broker, server } = stack.services;
    if (broker === undefined) throw new BenchError('the naive form needs RabbitMQ');
    await stack.sql('CREATE DATABASE naive');
    const url = new URL(server.url);
    url.pathname = '/naive';
    const db = new Database({ url: url.href, applicationName: 'bench', poolSize: 1 });
    return new NaiveSteady(stack, folder, { databaseUrl: url.href, amqpUrl: broker.url }, db);
  }

  /** One round, with processes of its own. */
  async measure(seconds: number): Promise<NaiveRun> {
    const naive = await NaiveForm.start(this.folder, this.services);
    try {
      await this.load(WARM_UP_SECONDS);
      await this.db.execute(EMPTY, []);
      const { postgres = [], rabbitmq = [] } = await this.stack.parts();
      const clock = new CpuClock({ postgres, rabbitmq, naive: naive.pids });
      const startedAt = performance.now();
      const tasks = await this.load(seconds);
      const took = (performance.now() - startedAt) / 1000;
      const cpuMs = Object.values(clock.read()).reduce((sum, ms) => sum + ms, 0);
      return { rate: tasks / took, cpuUs: (cpuMs * 1000) / tasks };
    } finally {
      naive.kill();
    }
  }

  close(): Promise<void> {
    return this.db.close();
  }

  /** Resolves when every task has ended; answers how many there are. */
  private async load(seconds: number): Promise<number> {
    const load = { requests: [POST_NAIVE], connections: CONNECTIONS, tokens: ['none'], until: { seconds } };
    await clean(this.stack.load({ ...load, port: NAIVE_PORT }));
    const ended = async () => {
      const [row] = await this.db.query(COUNT, []);
      return row?.open === 0 && row.total;
    };
    return until(ended, { timeoutMs: PATIENCE_MS, intervalMs: 50 });
  }
}
