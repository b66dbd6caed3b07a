import { Inject, Injectable } from '@nestjs/common';
import { WORK_BUS, type WorkBus } from '@cadre/bus';
import { workerInbox } from '@cadre/contracts';
import { CLOCK_MARGIN_SECONDS, LEASE_SECONDS, presenceVerdict } from '@cadre/domain';
import { type KnownWorker, PresenceStore } from '@cadre/persistence';
import type { LongRunning } from '../lifecycle/long-running';
import { Periodic } from '../lifecycle/periodic';
import { Process } from '../process/process.port';
import { ReaperWake, SilenceEvidence } from '../reaper/reaper.port';
import { Absences } from './absences';
import { PresenceMetrics } from './presence.metrics';

const LOOK_MS = 1000;
/** A process that is frozen keeps its connection; without a word for so long it has lost its leases anyway. */
const SILENT_MS = 2 * LEASE_SECONDS * 1000;

/** Notices workers whose connection is gone, long before their leases expire. */
@Injectable()
export class Presence implements LongRunning {
  private readonly periodic: Periodic;
  private readonly metrics: PresenceMetrics;
  private readonly absences = new Absences();

  constructor(
    private readonly store: PresenceStore,
    private readonly reaper: ReaperWake,
    private readonly evidence: SilenceEvidence,
    @Inject(WORK_BUS) private readonly bus: WorkBus,
    private readonly process: Process,
  ) {
    this.metrics = new PresenceMetrics(process.metrics);
    this.periodic = new Periodic({ name: 'presence', turn: () => this.look(), outages: process.outages });
  }

  start(): void {
    this.periodic.start();
  }

  stop(): Promise<void> {
    return this.periodic.stop();
  }

  private async look(): Promise<number> {
    const known = await this.known();
    this.metrics.countKnown(known);
    if (known.length === 0) return LOOK_MS;
    const gone = new Set([...(await this.vanished(known)), ...this.silent(known)]);
    await this.giveUp(known.filter(({ workerId }) => gone.has(workerId)));
    return LOOK_MS;
  }

  private async known(): Promise<readonly KnownWorker[]> {
    const known = await this.store.known();
    if (!known.some(({ silentMs }) => silentMs < -CLOCK_MARGIN_SECONDS * 1000)) return known;
    await this.store.cutAhead();
    return this.store.known();
  }

  private async vanished(known: readonly KnownWorker[]): Promise<readonly string[]> {
    const health = this.bus.health();
    if (!health.connected) return [];
    const open = await this.bus.openInboxes(known.map(({ team, workerId }) => workerInbox(team, workerId)));
    const nowMs = performance.now();
    const isPresent = ({ team, workerId }: KnownWorker): boolean => open.has(workerInbox(team, workerId));
    const workers = this.absences.look(known, isPresent, nowMs);
    const { gone, ignored } = presenceVerdict({ nowMs, connectedSinceMs: health.since, workers });
    if (ignored) this.metrics.ignored.inc({ why: ignored });
    return gone;
  }

  /** Nobody is silent who may not have been heard, for the same reasons for which leases are left alone. */
  private silent(known: readonly KnownWorker[]): readonly string[] {
    const pause = this.evidence.pause();
    if (pause.paused) return [];
    return known.filter(({ silentMs }) => silentMs > SILENT_MS + pause.graceMs).map(({ workerId }) => workerId);
  }

  private async giveUp(workers: readonly KnownWorker[]): Promise<void> {
    if (workers.length === 0) return;
    const tasks = await this.store.giveUp(workers);
    this.metrics.gone.inc(workers.length);
    this.process.logger.info(
      { workers: workers.map(({ workerId }) => workerId), tasks: tasks.length },
      'workers are gone',
    );
    if (tasks.length > 0) this.reaper.wake();
  }
}
