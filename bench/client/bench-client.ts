import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { BenchError } from '../errors';
import type { Load, LoadResult } from './load';

type Reply = { readonly result: LoadResult } | { readonly error: string };

/** The load's process: apart, so that its CPU time is known. One load at a time. */
export class BenchClient {
  private readonly child: ChildProcess = fork(join(__dirname, 'client-process.ts'));

  get pid(): number {
    return this.child.pid ?? -1;
  }

  /** Throws BenchError when the load could not be sent at all. */
  async run(load: Load): Promise<LoadResult> {
    this.child.send(load);
    const [reply] = (await once(this.child, 'message')) as [Reply];
    if ('error' in reply) throw new BenchError(`the client: ${reply.error}`);
    return reply.result;
  }

  close(): void {
    this.child.disconnect();
  }
}
