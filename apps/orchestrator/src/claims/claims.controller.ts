import { Controller } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import type { Delivery, DeliveryVerdict } from '@cadre/bus';
import { crashPoint } from '@cadre/config';
import { type ClaimRequestV1, createEnvelope, MessageType, RequestQueue } from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';
import { withSpan } from '@cadre/observability';
import { type Claim, type ClaimResult, ClaimStore, type CommittedEvent, type Replayed } from '@cadre/persistence';
import { TaskEventFeed } from '../announcements/task-event-feed.port';
import { TeamCiphers } from '../engine/team-ciphers.port';
import { Process } from '../process/process.port';
import { SenderGate } from '../senders/senders.port';
import { ClaimsMetrics } from './claims.metrics';
import { sealResult } from './seal-result';

/** One worker's request, with the claims in it. */
interface Request {
  readonly delivery: Delivery;
  readonly team: string;
  readonly claims: readonly Claim[];
}

interface Decided {
  readonly results: ReadonlyMap<Claim, ClaimResult>;
  readonly events: readonly CommittedEvent[];
}

/** Answers claims: what arrived while the last batch was committed is the next batch. */
@Controller()
export class ClaimsController {
  private readonly metrics: ClaimsMetrics;

  constructor(
    private readonly store: ClaimStore,
    private readonly feed: TaskEventFeed,
    private readonly ciphers: TeamCiphers,
    private readonly senders: SenderGate,
    private readonly process: Process,
  ) {
    this.metrics = new ClaimsMetrics(process.metrics);
  }

  /** A request that could not be answered is not kept: its worker asks again with the same claim ids. */
  @MessagePattern(RequestQueue.Claims, { maxBatch: 200 })
  async claim(deliveries: readonly Delivery[]): Promise<DeliveryVerdict[]> {
    const stopTimer = this.metrics.latency.startTimer();
    // The bus hands out checked messages only.
    const requests = this.senders
      .admit(deliveries)
      .map((delivery) => toRequest(delivery, delivery.envelope.data as ClaimRequestV1));
    try {
      await withSpan('claim tasks', { 'messaging.batch.message_count': requests.length }, () => this.answer(requests));
    } catch (error) {
      this.process.outages.failed('claims', error);
    }
    stopTimer();
    return deliveries.map(() => 'done');
  }

  /** Answers are bounded: what had no room is decided next, or when its worker asks for the rest of its claims. */
  private async answer(requests: readonly Request[]): Promise<void> {
    let open = requests;
    for (let decided = 1; open.length > 0 && decided > 0;) {
      const { results, events } = await this.decide(open);
      decided = results.size;
      open = open.filter((request) => !this.answered(request, results));
      this.feed.announce(events);
    }
  }

  private async decide(requests: readonly Request[]): Promise<Decided> {
    const { results, events, errors = [] } = await this.store.claim(requests.flatMap(({ claims }) => claims));
    this.process.outages.recovered();
    for (const error of errors) this.process.outages.failed('claims', error);
    if (events.length > 0) crashPoint('claim.after_commit');
    this.count(results);
    return { results: new Map(results.map((result) => [result.claim, result])), events };
  }

  /** False while nothing is decided about any of the request's claims. */
  private answered({ delivery, team, claims }: Request, results: ReadonlyMap<Claim, ClaimResult>): boolean {
    const own = claims.flatMap((claim) => results.get(claim) ?? []);
    if (own.length === 0 && claims.length > 0) return false;
    this.reply(delivery, team, own);
    return true;
  }

  /** A team without a key gets no answer; the other requests of the batch do. */
  private reply(delivery: Delivery, team: string, results: readonly ClaimResult[]): void {
    try {
      const cipher = this.ciphers.of(team);
      const data = { results: results.map((result) => sealResult(cipher, result)) };
      delivery.reply(createEnvelope(MessageType.ClaimAnswer, 1, data, { id: uuidv7(), time: new Date() }));
    } catch (error) {
      this.process.outages.failed('claims', error);
    }
  }

  private count(results: readonly ClaimResult[]): void {
    this.metrics.batch.observe(results.length);
    for (const result of results) {
      const { team } = result.claim;
      this.metrics.claims.inc({ team, outcome: outcomeOf(result) });
      if (!result.granted && result.replay) this.tellOfReplay(result.claim, result.replay);
      if (result.granted) this.metrics.dispatchLag.observe({ team }, Math.max(0, result.grant.waitedMs) / 1000);
    }
  }

  private tellOfReplay({ taskId, deadLetterId }: Claim, replay: Replayed): void {
    const { logger } = this.process;
    if ('newTaskId' in replay) logger.info({ taskId, deadLetterId, ...replay }, 'a dead letter was replayed');
    else logger.warn({ taskId, deadLetterId, ...replay }, 'a dead letter cannot be replayed; it stays open');
  }
}

function outcomeOf(result: ClaimResult): string {
  if (result.granted) return 'granted';
  return result.replay && 'newTaskId' in result.replay ? 'replayed' : result.reason;
}

function toRequest(delivery: Delivery, { worker_id, worker_host, team, claims }: ClaimRequestV1): Request {
  const own = claims.map(({ claim_id, task_id, dispatch_no, dlq_id }) => ({
    claimId: claim_id,
    taskId: task_id,
    dispatchNo: dispatch_no,
    ...(dlq_id !== undefined && { deadLetterId: dlq_id }),
    workerId: worker_id,
    workerHost: worker_host,
    team,
  }));
  return { delivery, team, claims: own };
}
