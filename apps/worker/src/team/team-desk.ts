import type { Consumer, DeliveryVerdict, WorkBus } from '@cadre/bus';
import {
  MessageType,
  workerInbox,
  type ControlV1,
  type Envelope,
  type TaskDispatchedV1,
  type WorkerOffersV1,
} from '@cadre/contracts';
import type { Logger } from '@cadre/observability';
import type { AttemptRunner } from '../execution/attempt-runner.port';
import type { SharedKeys } from '../executors/shared-keys.port';
import { ClaimDesk } from './claim-desk';
import { Heartbeats } from './heartbeats';
import { LeaseBook } from './lease-book';
import { ReportOutbox } from './report-outbox';
import { SlotBoard } from './slot-board';
import type { TeamMetrics } from './team.metrics';
import type { WorkerIdentity } from './worker-identity';

export interface TeamDeskParts {
  readonly bus: WorkBus;
  readonly runner: AttemptRunner;
  readonly worker: WorkerIdentity;
  readonly metrics: TeamMetrics;
  readonly logger: Logger;
  readonly offers: WorkerOffersV1;
  readonly keys: SharedKeys;
}

/** Where a worker meets its team: takes tasks, claims them, gives them slots, keeps their leases, reports their ends. */
export class TeamDesk {
  readonly leases = new LeaseBook();
  readonly board: SlotBoard;
  readonly outbox: ReportOutbox;
  readonly heartbeats: Heartbeats;
  private readonly claims: ClaimDesk;
  private consumer: Consumer | undefined;
  private draining = false;
  private readonly drainListeners = new Set<() => void>();
  private readonly changeListeners = new Set<() => void>();

  constructor(private readonly parts: TeamDeskParts) {
    const { bus, runner, worker, metrics, logger, offers, keys } = parts;
    const { leases } = this;
    const changed = (): void => this.changed();
    this.outbox = new ReportOutbox({ bus, leases, worker, metrics, logger, onSettled: changed });
    this.board = new SlotBoard({
      slots: worker.slots,
      runner,
      leases,
      onReport: (lease, report) => this.outbox.add(lease, report),
      onNews: () => this.heartbeats.nudge(),
      onFreed: changed,
    });
    this.claims = new ClaimDesk({
      ...{ bus, board: this.board, worker, metrics, logger },
      isOrchestratorHeard: () => this.heartbeats.isAnswered,
    });
    this.heartbeats = new Heartbeats({
      ...{ bus, leases, board: this.board, worker, metrics, logger, offers, keys },
      isDraining: () => this.draining,
      onDrain: () => this.drainWanted(),
    });
    keys.listen(() => this.heartbeats.nudge());
    metrics.observe(() => ({
      busy: this.board.busy,
      slots: worker.slots,
      unsettled: this.outbox.size,
      leases: leases.size,
    }));
  }

  /** Opens the inbox, says hello, takes work. */
  async open(consumer: Consumer): Promise<void> {
    const { bus, worker } = this.parts;
    await bus.openInbox(workerInbox(worker.team, worker.workerId), (message) => this.receive(message));
    bus.onReconnect(() => {
      this.outbox.resend();
      this.heartbeats.nudge();
    });
    this.consumer = consumer;
    this.heartbeats.start();
    this.grantCredit();
  }

  async take(tasks: readonly TaskDispatchedV1[]): Promise<readonly DeliveryVerdict[]> {
    const verdicts = await this.claims.claim(tasks);
    this.grantCredit();
    return verdicts;
  }

  /** An operator asked this worker to finish and leave. */
  onDrainWanted(listener: () => void): void {
    this.drainListeners.add(listener);
  }

  /** No new work from now on; what was claimed ahead goes back. Leases are kept up. */
  async beginDraining(): Promise<void> {
    this.draining = true;
    this.board.close();
    this.heartbeats.nudge();
    await this.consumer?.close();
  }

  /** Resolves with whether the condition came true within the time. */
  async until(condition: () => boolean, timeoutMs: number): Promise<boolean> {
    if (condition()) return true;
    return new Promise((resolve) => {
      const check = (): void => {
        if (condition()) finish(true);
      };
      const timer = setTimeout(() => finish(false), timeoutMs);
      const finish = (met: boolean): void => {
        clearTimeout(timer);
        this.changeListeners.delete(check);
        resolve(met);
      };
      this.changeListeners.add(check);
    });
  }

  /** Says goodbye; then nothing is sent or watched any more. */
  async close(): Promise<void> {
    this.claims.stop();
    await this.heartbeats.sayGoodbye();
    this.outbox.stop();
  }

  private changed(): void {
    this.grantCredit();
    for (const listener of this.changeListeners) listener();
  }

  /** The queue may hand over as many tasks as there are free places. */
  private grantCredit(): void {
    this.consumer?.setCredit(this.draining || this.outbox.isFull ? 0 : this.board.capacity());
  }

  private receive(envelope: Envelope): void {
    if (envelope.type !== MessageType.Control) return;
    // The bus has checked the shape of the message.
    const control = envelope.data as ControlV1;
    if (control.action === 'drain') return this.drainWanted();
    if (control.action === 'pause_provider') return this.parts.keys.pause(control.key_id, control.pause_ms);
    const lease = this.leases.get(control.task_id);
    if (lease?.task.grant.lease_no === control.lease_no) this.board.stop(lease, 'cancelled');
  }

  private drainWanted(): void {
    for (const listener of this.drainListeners) listener();
  }
}
