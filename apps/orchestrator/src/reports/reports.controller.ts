import { Controller } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import type { Delivery, DeliveryVerdict } from '@cadre/bus';
import { crashPoint } from '@cadre/config';
import { createEnvelope, MessageType, type ReportAnswerV1, type ReportV1, RequestQueue } from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';
import { withSpan } from '@cadre/observability';
import { type AttemptReport, ReportStore, type ReportResult } from '@cadre/persistence';
import { TaskEventFeed } from '../announcements/task-event-feed.port';
import { TeamCiphers } from '../engine/team-ciphers.port';
import { Process } from '../process/process.port';
import { SenderGate } from '../senders/senders.port';
import { openReports } from './open-report';
import { ReportsMetrics } from './reports.metrics';

type Verdict = ReportAnswerV1['results'][number]['verdict'];

interface OpenedMessage {
  readonly delivery: Delivery;
  readonly reports: readonly AttemptReport[];
}

/** Records how attempts ended and tells their workers; a worker resends until it is told. */
@Controller()
export class ReportsController {
  private readonly metrics: ReportsMetrics;

  constructor(
    private readonly store: ReportStore,
    private readonly feed: TaskEventFeed,
    private readonly ciphers: TeamCiphers,
    private readonly senders: SenderGate,
    private readonly process: Process,
  ) {
    this.metrics = new ReportsMetrics(process.metrics);
  }

  @MessagePattern(RequestQueue.Reports, { maxBatch: 100 })
  async report(deliveries: readonly Delivery[]): Promise<DeliveryVerdict[]> {
    const stopTimer = this.metrics.latency.startTimer();
    const messages = this.senders.admit(deliveries).flatMap((delivery) => this.open(delivery));
    try {
      await withSpan('record outcomes', { 'messaging.batch.message_count': messages.length }, () =>
        this.record(messages),
      );
    } catch (error) {
      this.process.outages.failed('reports', error);
      for (const { delivery, reports } of messages) answer(delivery, reports, () => 'retry_later');
    }
    stopTimer();
    return deliveries.map(() => 'done');
  }

  private async record(messages: readonly OpenedMessage[]): Promise<void> {
    const {
      results,
      events,
      errors = [],
    } = await this.store.recordOutcomes(messages.flatMap(({ reports }) => reports));
    this.process.outages.recovered();
    for (const error of errors) this.process.outages.failed('reports', error);
    if (events.length > 0) crashPoint('report.after_commit');
    // Somebody may be waiting for the news; a worker goes on without its answer.
    this.feed.announce(events);
    const verdicts = new Map(results.map(({ report, verdict }) => [report, verdict]));
    for (const { delivery, reports } of messages) {
      answer(delivery, reports, (report) => verdicts.get(report) ?? 'retry_later');
    }
    this.count(results);
    this.metrics.countEnds(events);
  }

  /** A message of a team that has no key is left unanswered; the others of its batch are not held up. */
  private open(delivery: Delivery): OpenedMessage[] {
    try {
      // The bus hands out checked messages only.
      const message = delivery.envelope.data as ReportV1;
      return [{ delivery, reports: openReports(this.ciphers.of(message.team), message) }];
    } catch (error) {
      this.process.outages.failed('reports', error);
      return [];
    }
  }

  private count(results: readonly ReportResult[]): void {
    this.metrics.batch.observe(results.length);
    for (const { report, verdict } of results) {
      this.metrics.reports.inc({ team: report.team, verdict });
      if (verdict !== 'settled') continue;
      this.metrics.duration.observe({ team: report.team, outcome: report.outcome.kind }, report.durationMs / 1000);
    }
  }
}

function answer(
  delivery: Delivery,
  reports: readonly AttemptReport[],
  verdictOf: (report: AttemptReport) => Verdict,
): void {
  const results = reports.map((report) => ({
    task_id: report.taskId,
    lease_no: report.leaseNo,
    lease_token: report.leaseToken,
    verdict: verdictOf(report),
  }));
  delivery.reply(createEnvelope(MessageType.ReportAnswer, 1, { results }, { id: uuidv7(), time: new Date() }));
}
