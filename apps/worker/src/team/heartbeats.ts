import type { WorkBus } from '@cadre/bus';
import {
  MessageType,
  RequestQueue,
  type HeartbeatAnswerV1,
  type HeartbeatV1,
  type LeaseRenewalV1,
  type ProviderKeyNewsV1,
  type WorkerOffersV1,
} from '@cadre/contracts';
import { HEARTBEAT_SECONDS } from '@cadre/domain';
import type { Logger } from '@cadre/observability';
import type { AttemptNews } from '../execution/attempt-runner.port';
import type { SharedKeys } from '../executors/shared-keys.port';
import type { HeldLease } from './held-lease';
import type { LeaseBook } from './lease-book';
import { message } from './message-maker';
import type { SlotBoard } from './slot-board';
import type { TeamMetrics } from './team.metrics';
import type { WorkerIdentity } from './worker-identity';

const EVERY_MS = HEARTBEAT_SECONDS * 1000;
const ANSWER_DEADLINE_MS = 4_500;
/** Nobody waits long for a goodbye: without one the absence is noticed. */
const GOODBYE_DEADLINE_MS = 1_000;
/** Services start in any order: an orchestrator that does not answer yet is no trouble before this. */
const STARTING_MS = 30_000;
/** Progress is told sooner than with the next heartbeat, but not more often than this. */
const NEWS_EVERY_MS = 500;

export interface HeartbeatParts {
  readonly bus: WorkBus;
  readonly leases: LeaseBook;
  readonly board: SlotBoard;
  readonly worker: WorkerIdentity;
  readonly offers: WorkerOffersV1;
  readonly keys: SharedKeys;
  readonly metrics: TeamMetrics;
  readonly logger: Logger;
  readonly isDraining: () => boolean;
  readonly onDrain: () => void;
}

/** Says every 5 s that this worker lives and which leases are its own, and acts on what it is told in return. */
export class Heartbeats {
  private beatTimer: NodeJS.Timeout | undefined;
  private lastSentAt = Number.NEGATIVE_INFINITY;
  private inFlight = false;
  private newsWaiting = false;
  private stopped = true;
  private heard = false;
  private troubleFrom = 0;

  constructor(private readonly parts: HeartbeatParts) {}

  /** Whether the latest heartbeat was answered. */
  get isAnswered(): boolean {
    return this.heard;
  }

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.troubleFrom = performance.now() + STARTING_MS;
    void this.beat();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.beatTimer);
  }

  /**
   * The last word: this worker has no slots any more, and counts as gone at once. One that leaves leases behind says nothing:
   * its absence is noticed, and they are given up with it.
   */
  async sayGoodbye(): Promise<void> {
    const { leases, logger } = this.parts;
    const hadSaidHello = !this.stopped;
    this.stop();
    if (!hadSaidHello || leases.size > 0) return;
    try {
      await this.request([], { slots: 0, draining: true }, GOODBYE_DEADLINE_MS);
    } catch (error) {
      logger.info({ err: error }, 'left without an answer to the goodbye');
    }
  }

  /** An attempt has something to tell: soon, merged with what others tell meanwhile. */
  nudge(): void {
    if (this.stopped || this.newsWaiting) return;
    this.newsWaiting = true;
    if (!this.inFlight) this.schedule(this.lastSentAt + NEWS_EVERY_MS);
  }

  private schedule(at: number): void {
    if (this.stopped) return;
    clearTimeout(this.beatTimer);
    this.beatTimer = setTimeout(() => void this.beat(), Math.max(0, at - performance.now()));
  }

  private async beat(): Promise<void> {
    this.inFlight = true;
    this.newsWaiting = false;
    this.lastSentAt = performance.now();
    await this.exchange(this.lastSentAt);
    this.inFlight = false;
    this.schedule(this.lastSentAt + (this.newsWaiting ? NEWS_EVERY_MS : EVERY_MS));
  }

  private async exchange(sentAt: number): Promise<void> {
    const { leases, logger, metrics } = this.parts;
    const told = leases.all().map((lease) => ({ lease, news: newsOf(lease) }));
    try {
      const renewals = told.map(({ lease, news }) => renewal(lease, news));
      const standing = { slots: this.parts.worker.slots, draining: this.parts.isDraining() };
      const keys = this.parts.keys.news();
      const answer = await this.request(renewals, standing, ANSWER_DEADLINE_MS, keys);
      this.heard = true;
      this.troubleFrom = 0;
      this.parts.keys.apply(keys, answer.provider_keys ?? []);
      metrics.heartbeat('answered');
      for (const { news } of told) news?.confirm();
      this.actOn(answer, new Map(told.map(({ lease }) => [lease.taskId, lease])), sentAt);
    } catch (error) {
      this.heard = false;
      metrics.heartbeat('unanswered');
      const isTrouble = performance.now() >= this.troubleFrom || told.length > 0;
      logger[isTrouble ? 'warn' : 'info']({ err: error, leases: told.length }, 'heartbeat was not answered');
    }
  }

  private async request(
    renewals: readonly LeaseRenewalV1[],
    standing: Pick<HeartbeatV1, 'slots' | 'draining'>,
    timeoutMs: number,
    keys: readonly ProviderKeyNewsV1[] = [],
  ): Promise<HeartbeatAnswerV1> {
    const { bus, worker, board } = this.parts;
    const envelope = message(MessageType.Heartbeat, {
      worker_id: worker.workerId,
      team: worker.team,
      host: worker.host,
      pid: worker.pid,
      version: worker.version,
      slots: standing.slots,
      busy: board.busy,
      draining: standing.draining,
      uptime_seconds: Math.floor(process.uptime()),
      leases: renewals,
      // Whoever did not answer may not know yet.
      ...(!this.heard && { offers: this.parts.offers }),
      ...(keys.length > 0 && { provider_keys: keys }),
    });
    const answer = await bus.request(RequestQueue.Heartbeats, { envelope }, { timeoutMs });
    // The bus has checked the shape of the answer.
    return answer.data as HeartbeatAnswerV1;
  }

  /** Only what was asked about is acted on: a lease granted meanwhile is not part of the answer. */
  private actOn(answer: HeartbeatAnswerV1, asked: ReadonlyMap<string, HeldLease>, sentAt: number): void {
    for (const id of answer.renewed) asked.get(id)?.renewed(sentAt);
    for (const id of answer.lost) this.lose(asked.get(id));
    for (const id of answer.cancel) {
      const lease = asked.get(id);
      if (lease !== undefined) this.parts.board.stop(lease, 'cancelled');
    }
    if (answer.drain) this.parts.onDrain();
  }

  /** An outcome that waits for its settlement is kept: the report's answer, not this one, says whether it counts. */
  private lose(lease: HeldLease | undefined): void {
    if (lease === undefined || lease.phase.kind === 'reporting' || lease.isLost) return;
    lease.isLost = true;
    this.parts.metrics.leaseLost();
    this.parts.logger.warn({ task_id: lease.taskId }, 'lease lost, attempt aborted');
    this.parts.board.stop(lease, 'lease_lost');
  }
}

function newsOf({ phase }: HeldLease): AttemptNews | undefined {
  return phase.kind === 'running' ? phase.attempt.news() : undefined;
}

function renewal(lease: HeldLease, news: AttemptNews | undefined): LeaseRenewalV1 {
  return {
    task_id: lease.taskId,
    lease_token: lease.token,
    ...(news?.progress !== undefined && { progress: news.progress }),
    ...(news?.sealed_checkpoint !== undefined && { sealed_checkpoint: news.sealed_checkpoint }),
  };
}
