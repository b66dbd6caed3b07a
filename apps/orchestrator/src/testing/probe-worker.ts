import { type Bus, type Consumer, createBus } from '@cadre/bus';
import {
  type AttemptOutcomeV1,
  type ClaimAnswerV1,
  type ClaimDenial,
  type ControlV1,
  createEnvelope,
  type HeartbeatAnswerV1,
  MessageType,
  type ReportAnswerV1,
  RequestQueue,
  type TaskDispatchedV1,
  taskQueue,
  workerInbox,
} from '@cadre/contracts';
import { BusCipher, type KeyRing, uuidv7 } from '@cadre/crypto';

export interface ProbeWorkerOptions {
  readonly busUrl: string;
  readonly ring: KeyRing;
  readonly team?: string;
  readonly workerId?: string;
  readonly slots?: number;
  /** False: it only announces itself; `take()` begins. */
  readonly takesTasks?: boolean;
}

/** An attempt that a probe holds. */
export interface ProbeAttempt {
  readonly taskId: string;
  readonly leaseNo: number;
  readonly leaseToken: string;
  readonly parameters: unknown;
}

const DEADLINE_MS = 5000;

/** Speaks a worker's part of the protocol, one word at a time, as a spec tells it to. */
export class ProbeWorker {
  readonly control: ControlV1[] = [];
  readonly denials: ClaimDenial[] = [];
  readonly attempts = new Map<string, ProbeAttempt>();
  /** What it does with each granted attempt; nothing by default. */
  onAttempt: (attempt: ProbeAttempt) => Promise<void> | void = () => undefined;
  private readonly bus: Bus;
  private readonly cipher: BusCipher;
  private consumer: Consumer | undefined;

  constructor(private readonly options: ProbeWorkerOptions) {
    this.bus = createBus({ url: options.busUrl, role: 'probe' });
    this.cipher = new BusCipher(this.team, options.ring.busKey(this.team));
  }

  get team(): string {
    return this.options.team ?? 'testing';
  }

  get workerId(): string {
    return this.options.workerId ?? 'probe-1';
  }

  /** Announces itself and, unless told otherwise, takes tasks. */
  async start(): Promise<void> {
    await this.bus.work.start();
    await this.bus.work.openInbox(workerInbox(this.team, this.workerId), (envelope) =>
      this.control.push(envelope.data as ControlV1),
    );
    await this.beat();
    if (this.options.takesTasks !== false) await this.take();
  }

  async take(): Promise<void> {
    this.consumer ??= await this.bus.work.consume(
      taskQueue(this.team),
      async (deliveries) => {
        await this.claim(deliveries.map(({ envelope }) => envelope.data as TaskDispatchedV1));
        return deliveries.map(() => 'done');
      },
      { maxBatch: 50 },
    );
  }

  async stop(): Promise<void> {
    await this.consumer?.close();
    await this.bus.work.stop();
  }

  /** With a checkpoint, each attempt keeps it. */
  async beat(checkpoint?: unknown): Promise<HeartbeatAnswerV1> {
    const leases = [...this.attempts.values()].map(({ taskId, leaseNo, leaseToken }) => {
      const aad = { type: MessageType.Heartbeat, taskId, leaseNo };
      const sealed = checkpoint === undefined ? undefined : this.cipher.seal(JSON.stringify(checkpoint), aad);
      return { task_id: taskId, lease_token: leaseToken, ...(sealed !== undefined && { sealed_checkpoint: sealed }) };
    });
    const { workerId: worker_id, team } = this;
    const process = { host: 'probe', pid: 1, version: '0', uptime_seconds: 1, draining: false };
    const beat = { worker_id, team, ...process, slots: this.options.slots ?? 10, busy: leases.length, leases };
    const answer = await this.ask(RequestQueue.Heartbeats, createEnvelope(MessageType.Heartbeat, 1, beat, meta()));
    return answer as HeartbeatAnswerV1;
  }

  async claim(tasks: readonly TaskDispatchedV1[], team = this.team): Promise<void> {
    const claims = tasks.map(({ task_id, dispatch_no }) => ({ claim_id: crypto.randomUUID(), task_id, dispatch_no }));
    const message = { worker_id: this.workerId, worker_host: 'probe', team, claims };
    const answer = await this.ask(RequestQueue.Claims, createEnvelope(MessageType.Claim, 1, message, meta()));
    for (const result of (answer as ClaimAnswerV1).results) {
      if (!result.granted) {
        this.denials.push(result.reason);
        continue;
      }
      const { task_id: taskId, grant } = result;
      const aad = { type: MessageType.ClaimAnswer, taskId, leaseNo: grant.lease_no };
      const parameters: unknown = JSON.parse(this.cipher.open(grant.sealed_parameters, aad).toString());
      const attempt = { taskId, leaseNo: grant.lease_no, leaseToken: grant.lease_token, parameters };
      this.attempts.set(taskId, attempt);
      await this.onAttempt(attempt);
    }
  }

  complete(attempt: ProbeAttempt, result: unknown): Promise<ReportAnswerV1> {
    const json = JSON.stringify(result);
    const aad = { type: MessageType.Report, taskId: attempt.taskId, leaseNo: attempt.leaseNo };
    return this.report(attempt, {
      kind: 'completed',
      sealed_result: this.cipher.seal(json, aad),
      result_hash: json,
    });
  }

  async report(attempt: ProbeAttempt, outcome: AttemptOutcomeV1): Promise<ReportAnswerV1> {
    const { taskId: task_id, leaseNo: lease_no, leaseToken: lease_token } = attempt;
    const reports = [{ task_id, lease_no, lease_token, outcome, duration_ms: 1 }];
    const message = { worker_id: this.workerId, team: this.team, reports };
    const answer = await this.ask(RequestQueue.Reports, createEnvelope(MessageType.Report, 1, message, meta()));
    this.attempts.delete(task_id);
    return answer as ReportAnswerV1;
  }

  private async ask(
    queue: RequestQueue,
    envelope: Parameters<Bus['work']['request']>[1]['envelope'],
  ): Promise<unknown> {
    const answer = await this.bus.work.request(queue, { envelope }, { timeoutMs: DEADLINE_MS });
    return answer.data;
  }
}

function meta() {
  return { id: uuidv7(), time: new Date() };
}
