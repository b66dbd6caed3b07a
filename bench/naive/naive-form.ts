import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BenchError } from '../errors';

/** Fixed in its source. */
export const NAIVE_PORT = 18_300;

/** Where it keeps its tasks and sends its messages. */
export interface NaiveServices {
  readonly databaseUrl: string;
  readonly amqpUrl: string;
}

/** The naive form of this product: one gateway, one worker, as the peers' program starts them. */
export class NaiveForm {
  private constructor(private readonly children: readonly ChildProcess[]) {}

  /** Resolves when both are ready. Throws BenchError. */
  static async start(folder: string, services: NaiveServices): Promise<NaiveForm> {
    const program = join(folder, 'nest-naive.mjs');
    if (!existsSync(program)) throw new BenchError(`there is no ${program}`);
    if (!existsSync(join(folder, 'node_modules'))) throw new BenchError(`run \`npm install\` in ${folder} first`);
    const env = { PATH: dirname(process.execPath), BENCH_PG: services.databaseUrl, BENCH_AMQP: services.amqpUrl };
    const start = (role: string) =>
      fork(program, [role], { cwd: folder, env, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const naive = new NaiveForm([start('__gateway'), start('__work')]);
    try {
      await Promise.all(naive.children.map(ready));
      return naive;
    } catch (error) {
      naive.kill();
      throw error;
    }
  }

  get pids(): number[] {
    return this.children.map(({ pid }) => pid ?? -1);
  }

  kill(): void {
    for (const child of this.children) child.kill('SIGKILL');
  }
}

async function ready(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new BenchError(`the naive form ended with ${String(code)}`);
  });
  await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => undefined);
}
