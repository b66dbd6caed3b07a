import { Controller } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import type { Delivery, DeliveryVerdict } from '@cadre/bus';
import { createEnvelope, type HeartbeatAnswerV1, type HeartbeatV1, MessageType, RequestQueue } from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';
import { withSpan } from '@cadre/observability';
import { TaskEventFeed } from '../announcements/task-event-feed.port';
import { Process } from '../process/process.port';
import { SenderGate } from '../senders/senders.port';
import { HeartbeatTurns } from './heartbeat-turns.port';
import { HeartbeatsMetrics } from './heartbeats.metrics';
import { RenewLeases } from './renew-leases';

/** Keeps leases alive and passes on what workers must know. */
@Controller()
export class HeartbeatsController {
  private readonly metrics: HeartbeatsMetrics;

  constructor(
    private readonly leases: RenewLeases,
    private readonly feed: TaskEventFeed,
    private readonly turns: HeartbeatTurns,
    private readonly senders: SenderGate,
    private readonly process: Process,
  ) {
    this.metrics = new HeartbeatsMetrics(process.metrics);
  }

  /** A heartbeat that could not be processed is not kept: the next one says the same and more. */
  @MessagePattern(RequestQueue.Heartbeats, { maxBatch: 200 })
  async beat(deliveries: readonly Delivery[]): Promise<DeliveryVerdict[]> {
    const stopTimer = this.metrics.latency.startTimer();
    const done = this.turns.begin();
    try {
      const attributes = { 'messaging.batch.message_count': deliveries.length };
      await withSpan('renew leases', attributes, () => this.renew(this.senders.admit(deliveries)));
    } catch (error) {
      this.process.outages.failed('heartbeats', error);
    }
    done();
    stopTimer();
    return deliveries.map(() => 'done');
  }

  private async renew(deliveries: readonly Delivery[]): Promise<void> {
    // The bus hands out checked messages only.
    const messages = deliveries.map(({ envelope }) => envelope.data as HeartbeatV1);
    const { answers, progress, saveCheckpoints } = await this.leases.renew(messages);
    this.process.outages.recovered();
    const reply = (answered: (message: HeartbeatV1) => boolean): void =>
      messages.forEach((message, index) => {
        if (answered(message)) this.reply(deliveries[index], message, answers[index]);
      });
    reply((message) => !bringsCheckpoint(message));
    this.feed.announce([], progress);
    await saveCheckpoints();
    // The answer confirms a checkpoint: one that was not kept comes again.
    reply(bringsCheckpoint);
  }

  private reply(delivery: Delivery | undefined, message: HeartbeatV1, answer: HeartbeatAnswerV1 | undefined): void {
    if (!delivery || !answer) return;
    const { team } = message;
    delivery.reply(createEnvelope(MessageType.HeartbeatAnswer, 1, answer, { id: uuidv7(), time: new Date() }));
    this.metrics.heartbeats.inc({ team });
    this.metrics.renewed.inc({ team }, answer.renewed.length);
    this.metrics.lost.inc({ team }, answer.lost.length);
  }
}

function bringsCheckpoint({ leases }: HeartbeatV1): boolean {
  return leases.some(({ sealed_checkpoint }) => sealed_checkpoint !== undefined);
}
