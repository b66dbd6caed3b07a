import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { BenchError } from '../errors';
import type { Load, LoadResult } from './load';
import type { Order, Reply } from './messages';
import type { Streams, StreamsResult } from './streams';

type Said<Kind extends Reply['kind']> = Extract<Reply, { readonly kind: Kind }>;

/** The load's process: apart, so that its CPU time is known. One order at a time. Throws BenchError when it cannot. */
export class BenchClient {
  private readonly child: ChildProcess = fork(join(__dirname, 'client-process.ts'));

  get pid(): number {
    return this.child.pid ?? -1;
  }

  async run(load: Load): Promise<LoadResult> {
    return (await this.ask({ load }, 'load')).result;
  }

  /** Resolves when all streams are open; call the answer to wait for their ends. */
  async listen(streams: Streams): Promise<() => Promise<StreamsResult>> {
    await this.ask({ streams }, 'opened');
    const ended = this.hear('streams');
    return async () => (await ended).result;
  }

  close(): void {
    this.child.disconnect();
  }

  private async ask<Kind extends Reply['kind']>(order: Order, expected: Kind): Promise<Said<Kind>> {
    this.child.send(order);
    return this.hear(expected);
  }

  private async hear<Kind extends Reply['kind']>(expected: Kind): Promise<Said<Kind>> {
    const [reply] = (await once(this.child, 'message')) as [Reply];
    if (isOf(reply, expected)) return reply;
    throw new BenchError(`the client: ${reply.kind === 'error' ? reply.message : reply.kind}`);
  }
}

function isOf<Kind extends Reply['kind']>(reply: Reply, kind: Kind): reply is Said<Kind> {
  return reply.kind === kind;
}
