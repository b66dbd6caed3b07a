import type { Installation, TaskRequest } from '@cadre/testing';
import { times } from '../../harness/running';
import { afterMs } from '../../harness/seeded';

const AT_ONCE = 10;
const PAUSE_MS = 50;

/** A client that submits without end, whatever fails meanwhile, and must be accepted every time. */
export class SubmissionStream {
  readonly accepted: string[] = [];
  private readonly stopping = new AbortController();
  private readonly flowing: Promise<void>;

  constructor(client: Installation['client'], task: TaskRequest) {
    this.flowing = this.flow(client, task);
    // `stop` tells; until then nobody listens.
    this.flowing.catch(() => undefined);
  }

  /** The ids of all that was accepted. Rejects with NotAcceptedError when one was not. */
  async stop(): Promise<readonly string[]> {
    this.stopping.abort();
    await this.flowing;
    return this.accepted;
  }

  private async flow(client: Installation['client'], task: TaskRequest): Promise<void> {
    while (!this.stopping.signal.aborted) {
      this.accepted.push(...(await client.acceptedMany(times(AT_ONCE, task))));
      await afterMs(PAUSE_MS);
    }
  }
}
