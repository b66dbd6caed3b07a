import { ErrorClass } from '@cadre/domain';
import { AgentFailure } from '../../execution/agent-failure';
import { HandBack } from '../../execution/hand-back';
import { TaskErrorCode } from '@cadre/contracts';
import { ProviderClosedError, type ProviderGate } from '../gate/provider-gate.port';
import { classifyCallError } from '../provider/classify-call-error';
import { formatModelRef, type ModelRef } from '../provider/model-ref';

/** As long as another model could answer, nobody waits long for one. */
const SHORT_MS = 1_000;
/** Then the slot is better used by another task. */
const LONG_MS = 120_000;

export interface Candidate {
  readonly ref: ModelRef;
  readonly keyId: string;
}

export interface Asking<T> {
  readonly gate: ProviderGate;
  readonly signal: AbortSignal;
  /** In the order of preference; never empty. */
  readonly candidates: readonly Candidate[];
  /** One call, without a second try. */
  ask(candidate: Candidate): Promise<T>;
  /** A model did not answer and the next one is asked. */
  onFallback(candidate: Candidate, reason: string): void;
}

/** What was answered, and by whom. */
export interface Asked<T> {
  readonly candidate: Candidate;
  readonly answer: T;
}

/**
 * Asks the models one after the other until one answers. Throws the failure that is most worth a retry when none does,
 * and HandBack when none may even be asked.
 */
export async function askFirstThatAnswers<T>(asking: Asking<T>): Promise<Asked<T>> {
  const failures: AgentFailure[] = [];
  for (const candidate of asking.candidates) {
    try {
      return await askOne(asking, candidate, SHORT_MS);
    } catch (error) {
      if (error instanceof AgentFailure && !mayAskAnother(error)) throw error;
      if (error instanceof AgentFailure) failures.push(error);
      else if (!(error instanceof ProviderClosedError)) throw error;
      asking.onFallback(candidate, error.message);
    }
  }
  const [first] = failures;
  if (first !== undefined) throw failures.find(isWorthARetry) ?? first;
  return askPatiently(asking);
}

/** Every key is closed: the first one is worth waiting for, within bounds. */
async function askPatiently<T>(asking: Asking<T>): Promise<Asked<T>> {
  const [first] = asking.candidates;
  if (first === undefined) throw new TypeError('there is nobody to ask');
  try {
    return await askOne(asking, first, LONG_MS);
  } catch (error) {
    if (!(error instanceof ProviderClosedError)) throw error;
    throw new HandBack(error.reason, `${formatModelRef(first.ref)} cannot be asked now: ${error.message}`);
  }
}

async function askOne<T>(asking: Asking<T>, candidate: Candidate, patienceMs: number): Promise<Asked<T>> {
  const { gate, signal } = asking;
  const answer = await gate.run(candidate.keyId, { signal, patienceMs }, async () => {
    try {
      return await asking.ask(candidate);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw error instanceof HandBack ? error : classifyCallError(error, formatModelRef(candidate.ref), Date.now());
    }
  });
  return { candidate, answer };
}

/** Who was told to stop, has spent everything, or was refused for what it asks, does not look for another opinion. */
function mayAskAnother({ code }: AgentFailure): boolean {
  return OTHERS_MAY_ANSWER.has(code);
}

const OTHERS_MAY_ANSWER: ReadonlySet<TaskErrorCode> = new Set([
  TaskErrorCode.RateLimited,
  TaskErrorCode.ProviderUnavailable,
  TaskErrorCode.ProviderRejected,
  TaskErrorCode.NetworkError,
]);

function isWorthARetry({ errorClass }: AgentFailure): boolean {
  return errorClass !== ErrorClass.Permanent;
}
