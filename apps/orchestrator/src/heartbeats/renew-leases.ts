import { Injectable } from '@nestjs/common';
import type { HeartbeatAnswerV1, HeartbeatV1, TaskProgressV1 } from '@cadre/contracts';
import { type Checkpoint, HeartbeatStore, PresenceStore, type Renewed } from '@cadre/persistence';
import { TeamCiphers } from '../engine/team-ciphers.port';
import { answerTo, beatOf, renewalsOf } from './answer-heartbeats';
import { openCheckpoints } from './checkpoints';
import { progressOf } from './progress-of';
import { ShareProviders } from './share-providers';

/** What a batch of heartbeats comes to. */
export interface Renewals {
  /** In the order of the heartbeats. */
  readonly answers: readonly HeartbeatAnswerV1[];
  readonly progress: readonly TaskProgressV1[];
  /** Keeps the checkpoints that came along; only those who sent one need to wait for it with their answers. */
  readonly saveCheckpoints: () => Promise<void>;
}

/** Notes workers and renews their leases, all of a batch in two statements; workers with model providers need a third. */
@Injectable()
export class RenewLeases {
  constructor(
    private readonly leases: HeartbeatStore,
    private readonly workers: PresenceStore,
    private readonly ciphers: TeamCiphers,
    private readonly providers: ShareProviders,
  ) {}

  async renew(messages: readonly HeartbeatV1[]): Promise<Renewals> {
    const noted = await this.workers.note(messages.map(beatOf));
    const rows = await this.leases.renew(messages.flatMap(renewalsOf));
    const keys = await this.providers.share(messages);
    const workers = new Map(noted.map((worker) => [worker.workerId, worker]));
    const renewed = new Map(rows.map((lease) => [lease.leaseToken, lease]));
    const at = new Date();
    return {
      answers: messages.map((message) => ({
        ...answerTo(message, renewed, workers.get(message.worker_id)),
        ...keysFor(message, keys),
      })),
      progress: messages.flatMap((message) => progressOf(message, renewed, at)),
      saveCheckpoints: () =>
        this.leases.saveCheckpoints(messages.flatMap((message) => this.checkpointsOf(message, renewed))),
    };
  }

  private checkpointsOf(message: HeartbeatV1, renewed: ReadonlyMap<string, Renewed>): Checkpoint[] {
    const hasAny = message.leases.some(({ sealed_checkpoint }) => sealed_checkpoint !== undefined);
    return hasAny ? openCheckpoints(this.ciphers.of(message.team), message, renewed) : [];
  }
}

type KeyAnswers = Awaited<ReturnType<ShareProviders['share']>>;

function keysFor(
  { worker_id, provider_keys }: HeartbeatV1,
  keys: KeyAnswers,
): Pick<HeartbeatAnswerV1, 'provider_keys'> {
  const own = provider_keys === undefined ? undefined : keys.get(worker_id);
  return own === undefined ? {} : { provider_keys: own };
}
