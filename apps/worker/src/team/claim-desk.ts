import type { DeliveryVerdict, WorkBus } from '@cadre/bus';
import { crashPoint } from '@cadre/config';
import {
  MessageType,
  RequestQueue,
  type ClaimAnswerV1,
  type ClaimResultV1,
  type TaskDispatchedV1,
} from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';
import type { Logger } from '@cadre/observability';
import { message } from './message-maker';
import type { SlotBoard } from './slot-board';
import type { TeamMetrics } from './team.metrics';
import type { WorkerIdentity } from './worker-identity';

const CLAIM_DEADLINE_MS = 5_000;
/** So many questions may stay unanswered while the orchestrator answers others; then something is wrong with these. */
const MAX_ASKS = 6;

export interface ClaimDeskParts {
  readonly bus: Pick<WorkBus, 'request'>;
  readonly board: Pick<SlotBoard, 'reserve' | 'release' | 'admit'>;
  readonly worker: WorkerIdentity;
  readonly metrics: TeamMetrics;
  readonly logger: Logger;
  /** Whether the orchestrator answers at all: an outage says nothing about a claim. */
  readonly isOrchestratorHeard: () => boolean;
}

/** A claim under way, and the place reserved for it. */
interface OpenClaim {
  readonly key: string;
  readonly claimId: string;
  readonly taskId: string;
  readonly dispatchNo: number;
  /** The message was the copy of this dead letter. */
  readonly deadLetterId: string | undefined;
  /** Settles with whether an answer came. */
  readonly answered: Promise<boolean>;
  answer(known: boolean): void;
}

/**
 * Asks the orchestrator whether this worker may run what it was sent, many tasks per question. Nothing runs without a
 * grant. A question that stays unanswered is asked again with the same claim ids, because the first may have been granted,
 * for as long as an outage lasts; meanwhile its messages go back, so that none is held for longer than one deadline.
 */
export class ClaimDesk {
  private readonly open = new Map<string, OpenClaim>();
  private stopped = false;

  constructor(private readonly parts: ClaimDeskParts) {}

  async claim(tasks: readonly TaskDispatchedV1[]): Promise<DeliveryVerdict[]> {
    const fresh: OpenClaim[] = [];
    const claims = tasks.map((task) => this.openClaim(task, fresh));
    if (fresh.length > 0) void this.askUntilAnswered(fresh);
    return Promise.all(claims.map((claim) => this.verdict(claim)));
  }

  /** Asks nothing any more: what may have been granted is found by its lease. */
  stop(): void {
    this.stopped = true;
  }

  /** The claim under way for the same dispatch, or a new one with a place; undefined when there is no place. */
  private openClaim(task: TaskDispatchedV1, fresh: OpenClaim[]): OpenClaim | undefined {
    const known = this.open.get(keyOf(task));
    if (known !== undefined) return known;
    if (this.parts.board.reserve(1) === 0) return undefined;
    const claim = createClaim(task);
    this.open.set(claim.key, claim);
    fresh.push(claim);
    return claim;
  }

  private async verdict(claim: OpenClaim | undefined): Promise<DeliveryVerdict> {
    if (claim === undefined) return 'requeue';
    return (await within(claim.answered, CLAIM_DEADLINE_MS)) ? 'done' : 'requeue';
  }

  private async askUntilAnswered(claims: readonly OpenClaim[]): Promise<void> {
    let unanswered = claims;
    for (let inVain = 0; inVain < MAX_ASKS && unanswered.length > 0 && !this.stopped;) {
      const left = await this.ask(unanswered);
      // An answer holds no more than fits: while some are decided, the others only wait for their turn.
      if (left.length < unanswered.length) inVain = 0;
      else if (this.parts.isOrchestratorHeard()) inVain += 1;
      unanswered = left;
    }
    for (const claim of unanswered) {
      this.close(claim, false);
      this.parts.board.release();
    }
  }

  /** Asks once; answers with the claims that got no answer. */
  private async ask(claims: readonly OpenClaim[]): Promise<readonly OpenClaim[]> {
    const askedAt = performance.now();
    try {
      const answer = await this.request(claims);
      this.parts.metrics.claimsAnswered(performance.now() - askedAt);
      const results = new Map(answer.results.map((result) => [result.claim_id, result]));
      return claims.filter((claim) => !this.settle(claim, results.get(claim.claimId), askedAt));
    } catch (error) {
      this.parts.metrics.claimsUnanswered(claims.length);
      this.parts.logger.warn({ err: error, claims: claims.length }, 'claims were not answered');
      // A bus that refuses at once must not be asked in a tight loop.
      await pause(CLAIM_DEADLINE_MS - (performance.now() - askedAt));
      return claims;
    }
  }

  private async request(claims: readonly OpenClaim[]): Promise<ClaimAnswerV1> {
    const { bus, worker } = this.parts;
    const envelope = message(MessageType.Claim, {
      worker_id: worker.workerId,
      worker_host: worker.host,
      team: worker.team,
      claims: claims.map(({ claimId, taskId, dispatchNo, deadLetterId }) => ({
        claim_id: claimId,
        task_id: taskId,
        dispatch_no: dispatchNo,
        ...(deadLetterId !== undefined && { dlq_id: deadLetterId }),
      })),
    });
    const answer = await bus.request(RequestQueue.Claims, { envelope }, { timeoutMs: CLAIM_DEADLINE_MS });
    // The bus has checked the shape of the answer.
    return answer.data as ClaimAnswerV1;
  }

  /** True when the result decided about the claim. */
  private settle(claim: OpenClaim, result: ClaimResultV1 | undefined, askedAt: number): boolean {
    if (result === undefined) return false;
    this.parts.metrics.claimDecided(result.granted ? 'granted' : result.reason);
    if (result.granted) {
      crashPoint('worker.after_claim');
      this.parts.board.admit({ taskId: claim.taskId, grant: result.grant }, askedAt);
    } else {
      this.parts.board.release();
    }
    this.close(claim, true);
    return true;
  }

  private close(claim: OpenClaim, known: boolean): void {
    this.open.delete(claim.key);
    claim.answer(known);
  }
}

function createClaim(task: TaskDispatchedV1): OpenClaim {
  let answer: (known: boolean) => void = () => undefined;
  const answered = new Promise<boolean>((resolve) => (answer = resolve));
  const { task_id: taskId, dispatch_no: dispatchNo, dlq_id: deadLetterId } = task;
  return { key: keyOf(task), claimId: uuidv7(), taskId, dispatchNo, deadLetterId, answered, answer };
}

/** A late repeat of the dispatch and a replay of it are two questions. */
function keyOf({ task_id, dispatch_no, dlq_id = '' }: TaskDispatchedV1): string {
  return `${task_id}:${dispatch_no}:${dlq_id}`;
}

async function within(answered: Promise<boolean>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), ms)));
  try {
    return await Promise.race([answered, late]);
  } finally {
    clearTimeout(timer);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)).unref());
}
