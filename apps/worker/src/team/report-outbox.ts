import type { WorkBus } from '@cadre/bus';
import { crashPoint } from '@cadre/config';
import { MessageType, RequestQueue, type AttemptReportV1, type ReportAnswerV1 } from '@cadre/contracts';
import type { Logger } from '@cadre/observability';
import type { HeldLease } from './held-lease';
import type { LeaseBook } from './lease-book';
import { message } from './message-maker';
import type { TeamMetrics } from './team.metrics';
import type { WorkerIdentity } from './worker-identity';

const ANSWER_DEADLINE_MS = 5_000;
const RESEND_AFTER_MS = 5_000;
const MAX_BATCH = 200;
const MAX_BATCH_BYTES = 4 * 1024 * 1024;
/** Beyond these no new work is taken until the orchestrator has caught up. */
const MAX_UNSETTLED = 1_000;
const MAX_UNSETTLED_BYTES = 64 * 1024 * 1024;

export interface ReportOutboxParts {
  readonly bus: WorkBus;
  readonly leases: LeaseBook;
  readonly worker: WorkerIdentity;
  readonly metrics: TeamMetrics;
  readonly logger: Logger;
  /** A report left the outbox. */
  onSettled(): void;
}

interface UnsettledReport {
  readonly lease: HeldLease;
  readonly report: AttemptReportV1;
  readonly bytes: number;
  /** Monotonic; not sent before. */
  dueAt: number;
}

/**
 * Keeps every outcome until the orchestrator has settled it, and sends it again every 5 s until then. What arrived while
 * a batch was on its way is the next batch.
 */
export class ReportOutbox {
  private readonly unsettled = new Map<HeldLease, UnsettledReport>();
  private unsettledBytes = 0;
  private sending = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly parts: ReportOutboxParts) {}

  get size(): number {
    return this.unsettled.size;
  }

  get isFull(): boolean {
    return this.unsettled.size >= MAX_UNSETTLED || this.unsettledBytes >= MAX_UNSETTLED_BYTES;
  }

  add(lease: HeldLease, report: AttemptReportV1): void {
    const bytes = sizeOf(report);
    this.unsettled.set(lease, { lease, report, bytes, dueAt: 0 });
    this.unsettledBytes += bytes;
    this.wake();
  }

  /** Sends what is due, now. */
  wake(): void {
    if (this.sending) return;
    clearTimeout(this.timer);
    this.sending = true;
    // What else ends in this turn of the event loop goes along.
    setImmediate(() => void this.sendAll());
  }

  /** Sends everything again, now: what was under way went with the connection. */
  resend(): void {
    for (const entry of this.unsettled.values()) entry.dueAt = 0;
    this.wake();
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private async sendAll(): Promise<void> {
    try {
      for (let batch = this.nextBatch(); batch.length > 0; batch = this.nextBatch()) await this.send(batch);
    } finally {
      this.sending = false;
    }
    this.scheduleResend();
  }

  private nextBatch(): UnsettledReport[] {
    const now = performance.now();
    const batch: UnsettledReport[] = [];
    let bytes = 0;
    for (const entry of this.unsettled.values()) {
      if (entry.dueAt > now) continue;
      if (batch.length >= MAX_BATCH || (batch.length > 0 && bytes + entry.bytes > MAX_BATCH_BYTES)) break;
      batch.push(entry);
      bytes += entry.bytes;
    }
    return batch;
  }

  private async send(batch: readonly UnsettledReport[]): Promise<void> {
    const dueAgain = performance.now() + RESEND_AFTER_MS;
    for (const entry of batch) entry.dueAt = dueAgain;
    try {
      const answering = this.request(batch);
      crashPoint('worker.after_report_sent');
      this.take(batch, await answering);
    } catch (error) {
      this.parts.metrics.reportsUnanswered(batch.length);
      this.parts.logger.warn({ err: error, reports: batch.length }, 'reports were not answered');
    }
  }

  private async request(batch: readonly UnsettledReport[]): Promise<ReportAnswerV1> {
    const { bus, worker } = this.parts;
    const reports = batch.map(({ report }) => report);
    const envelope = message(MessageType.Report, { worker_id: worker.workerId, team: worker.team, reports });
    const answer = await bus.request(RequestQueue.Reports, { envelope }, { timeoutMs: ANSWER_DEADLINE_MS });
    // The bus has checked the shape of the answer.
    return answer.data as ReportAnswerV1;
  }

  private take(batch: readonly UnsettledReport[], answer: ReportAnswerV1): void {
    const entries = new Map(batch.map((entry) => [entry.report.lease_token, entry]));
    for (const result of answer.results) {
      const entry = entries.get(result.lease_token);
      if (entry === undefined) continue;
      this.parts.metrics.reportAnswered(result.verdict);
      if (result.verdict === 'retry_later') continue;
      if (result.verdict === 'lost')
        this.parts.logger.warn({ task_id: result.task_id }, 'a report came too late: the lease was lost');
      this.settle(entry);
    }
  }

  private settle(entry: UnsettledReport): void {
    if (!this.unsettled.delete(entry.lease)) return;
    this.unsettledBytes -= entry.bytes;
    this.parts.leases.remove(entry.lease);
    this.parts.onSettled();
  }

  private scheduleResend(): void {
    if (this.unsettled.size === 0) return;
    const earliest = Math.min(...[...this.unsettled.values()].map(({ dueAt }) => dueAt));
    this.timer = setTimeout(() => this.wake(), Math.max(1, earliest - performance.now()));
    this.timer.unref();
  }
}

/** What a report or an artifact costs besides its contents. */
const FRAME_BYTES = 500;
const LINE_BYTES = 100;

/** Nearly the size on the bus; log lines are often the largest part. */
function sizeOf({ outcome, logs = [], artifacts = [] }: AttemptReportV1): number {
  const result = outcome.kind === 'completed' ? outcome.sealed_result.length : 0;
  const error =
    outcome.kind === 'failed' ? outcome.error.message.length + (outcome.error.sealed_stack?.length ?? 0) : 0;
  const lines = logs.reduce((sum, { sealed }) => sum + sealed.length + LINE_BYTES, 0);
  return FRAME_BYTES + result + error + lines + artifacts.length * FRAME_BYTES;
}
