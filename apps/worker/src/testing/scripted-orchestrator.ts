import { randomUUID } from 'node:crypto';
import type { Bus, Delivery, DeliveryVerdict } from '@cadre/bus';
import {
  createEnvelope,
  MessageType,
  RequestQueue,
  taskQueue,
  workerInbox,
  type AttemptReportV1,
  type ClaimRequestV1,
  type ClaimResultV1,
  type ControlV1,
  type GrantV1,
  type HeartbeatV1,
  type ReportAnswerV1,
  type ReportV1,
} from '@cadre/contracts';
import { uuidv7, type BusCipher } from '@cadre/crypto';

export interface ScriptedTask {
  readonly taskId: string;
  readonly agentId: string;
  readonly parameters: unknown;
  readonly grant: Partial<GrantV1>;
}

type Verdict = ReportAnswerV1['results'][number]['verdict'];

/** The orchestrator's side of the protocol, as a test wants it to behave. Keeps what it was told. */
export class ScriptedOrchestrator {
  readonly claims: { claimId: string; taskId: string }[] = [];
  readonly heartbeats: HeartbeatV1[] = [];
  readonly reports: AttemptReportV1[] = [];
  /** Requests to this queue get no answer for so many more times. */
  readonly silent: Partial<Record<RequestQueue, number>> = {};
  readonly deny = new Map<string, ClaimResultV1 & { granted: false }>();
  readonly lost = new Set<string>();
  readonly cancelled = new Set<string>();
  drain = false;
  verdictOf: (report: AttemptReportV1) => Verdict = () => 'settled';
  private readonly tasks = new Map<string, ScriptedTask>();
  private readonly grants = new Map<string, ClaimResultV1>();

  constructor(
    private readonly bus: Bus,
    private readonly cipher: BusCipher,
    private readonly team: string,
  ) {}

  async start(): Promise<void> {
    await this.bus.work.start();
    await this.serve(RequestQueue.Claims, (delivery) => this.answerClaims(delivery));
    await this.serve(RequestQueue.Heartbeats, (delivery) => this.answerHeartbeat(delivery));
    await this.serve(RequestQueue.Reports, (delivery) => this.answerReports(delivery));
  }

  stop(): Promise<void> {
    return this.bus.work.stop();
  }

  /** Puts a task on the team's queue. */
  async dispatch(agentId: string, parameters: unknown, grant: Partial<GrantV1> = {}): Promise<string> {
    const taskId = uuidv7();
    this.tasks.set(taskId, { taskId, agentId, parameters, grant });
    await this.redeliver(taskId);
    return taskId;
  }

  async redeliver(taskId: string): Promise<void> {
    const task = this.tasks.get(taskId);
    const data = { task_id: taskId, dispatch_no: 1, agent_id: task?.agentId ?? '' };
    await this.bus.work.publish(taskQueue(this.team), [{ envelope: envelope(MessageType.TaskDispatched, data) }]);
  }

  async control(workerId: string, control: ControlV1): Promise<void> {
    await this.bus.work.send(workerInbox(this.team, workerId), { envelope: envelope(MessageType.Control, control) });
  }

  reportsOf(taskId: string): AttemptReportV1[] {
    return this.reports.filter((report) => report.task_id === taskId);
  }

  claimsOf(taskId: string): string[] {
    return this.claims.filter((claim) => claim.taskId === taskId).map(({ claimId }) => claimId);
  }

  resultOf(report: AttemptReportV1 | undefined): unknown {
    if (report?.outcome.kind !== 'completed') return undefined;
    const aad = { type: MessageType.Report, taskId: report.task_id, leaseNo: report.lease_no };
    return JSON.parse(this.cipher.open(report.outcome.sealed_result, aad).toString()) as unknown;
  }

  private async serve(queue: RequestQueue, answer: (delivery: Delivery) => void): Promise<void> {
    const handler = async (deliveries: readonly Delivery[]): Promise<DeliveryVerdict[]> => {
      for (const delivery of deliveries) answer(delivery);
      return deliveries.map(() => 'done');
    };
    await this.bus.work.consume(queue, handler, { maxBatch: 100 });
  }

  private staysSilent(queue: RequestQueue): boolean {
    const left = this.silent[queue] ?? 0;
    this.silent[queue] = Math.max(0, left - 1);
    return left > 0;
  }

  private answerClaims(delivery: Delivery): void {
    const request = delivery.envelope.data as ClaimRequestV1;
    this.claims.push(...request.claims.map(({ claim_id, task_id }) => ({ claimId: claim_id, taskId: task_id })));
    const results = request.claims.map(({ claim_id, task_id }) => this.decide(claim_id, task_id));
    if (!this.staysSilent(RequestQueue.Claims)) delivery.reply(envelope(MessageType.ClaimAnswer, { results }));
  }

  /** The same claim gets the same grant; another claim on a leased task is refused. */
  private decide(claimId: string, taskId: string): ClaimResultV1 {
    const known = this.grants.get(taskId);
    if (known !== undefined) return known.claim_id === claimId ? known : refusal(claimId, taskId, 'leased');
    const denied = this.deny.get(taskId);
    const task = this.tasks.get(taskId);
    if (denied !== undefined) return { ...denied, claim_id: claimId };
    if (task === undefined) return refusal(claimId, taskId, 'not_found');
    const result: ClaimResultV1 = { claim_id: claimId, task_id: taskId, granted: true, grant: this.grantOf(task) };
    this.grants.set(taskId, result);
    return result;
  }

  private grantOf(task: ScriptedTask): GrantV1 {
    const aad = { type: MessageType.ClaimAnswer, taskId: task.taskId, leaseNo: 1 };
    return {
      lease_no: 1,
      lease_token: randomUUID(),
      lease_seconds: 30,
      agent_id: task.agentId,
      agent_version: null,
      tenant: 'default',
      sealed_parameters: this.cipher.seal(JSON.stringify(task.parameters), aad),
      sealed_checkpoint: null,
      input_artifacts: [],
      timeout_seconds: 60,
      soft_timeout_seconds: 50,
      failures_counted: 0,
      max_retries: 3,
      cancel_requested: false,
      trace_parent: null,
      ...task.grant,
    };
  }

  private answerHeartbeat(delivery: Delivery): void {
    const heartbeat = delivery.envelope.data as HeartbeatV1;
    this.heartbeats.push(heartbeat);
    if (this.staysSilent(RequestQueue.Heartbeats)) return;
    const ids = heartbeat.leases.map(({ task_id }) => task_id);
    delivery.reply(
      envelope(MessageType.HeartbeatAnswer, {
        renewed: ids.filter((id) => !this.lost.has(id)),
        lost: ids.filter((id) => this.lost.has(id)),
        cancel: ids.filter((id) => this.cancelled.has(id)),
        drain: this.drain,
      }),
    );
  }

  private answerReports(delivery: Delivery): void {
    const { reports } = delivery.envelope.data as ReportV1;
    this.reports.push(...reports);
    if (this.staysSilent(RequestQueue.Reports)) return;
    const results = reports.map((report) => {
      const { task_id, lease_no, lease_token } = report;
      return { task_id, lease_no, lease_token, verdict: this.verdictOf(report) };
    });
    delivery.reply(envelope(MessageType.ReportAnswer, { results }));
  }
}

function refusal(claimId: string, taskId: string, reason: 'leased' | 'not_found'): ClaimResultV1 {
  return { claim_id: claimId, task_id: taskId, granted: false, reason };
}

function envelope<T extends Parameters<typeof createEnvelope>[0]>(
  type: T,
  data: Parameters<typeof createEnvelope<T>>[2],
) {
  return createEnvelope(type, 1, data, { id: uuidv7(), time: new Date() });
}
