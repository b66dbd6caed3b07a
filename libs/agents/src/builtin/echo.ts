import { TaskErrorCode } from '@cadre/contracts';
import type { ErrorClass } from '@cadre/domain';
import { abortableDelay } from '../execution/abortable-delay';
import { AgentFailure } from '../execution/agent-failure';
import type { AgentExecutor, AgentTask, ExecutionContext } from '../execution/executor.port';
import { isRecord } from '../schema/json-value';

interface EchoParameters {
  readonly message: string;
  readonly data: unknown;
  readonly delay_ms: number;
  readonly fail: { readonly class: ErrorClass; readonly times: number } | null;
}

const PROGRESS_STEPS = 10;
/** A delay shorter than this passes without progress: nobody could read it. */
const SHORTEST_STEP_MS = 100;
/** A wait as long as this goes on where an attempt that died left it. */
const WORTH_RESUMING_MS = 10_000;

/** Answers with what it was given, after a delay and as many failures as asked for. */
export const echo: AgentExecutor = {
  async execute(task, context) {
    const parameters = task.parameters as EchoParameters;
    if (parameters.delay_ms > 0) await waitWithProgress(parameters.delay_ms, context);
    failIfAsked(task, parameters);
    return { message: parameters.message, data: parameters.data };
  },
};

async function waitWithProgress(delayMs: number, context: ExecutionContext): Promise<void> {
  const steps = Math.max(1, Math.min(PROGRESS_STEPS, Math.floor(delayMs / SHORTEST_STEP_MS)));
  const done = Math.min(steps, stepsDone(context.lastCheckpoint));
  if (done > 0) context.log('info', `goes on after ${done} of ${steps} steps`);
  for (let step = done + 1; step <= steps; step++) {
    await abortableDelay(delayMs / steps, context.signal);
    if (delayMs >= WORTH_RESUMING_MS) context.checkpoint({ steps: step });
    context.progress(
      (100 * step) / steps,
      `waited ${Math.round((delayMs * step) / steps)} of ${delayMs} ms`,
      'waiting',
    );
  }
}

function stepsDone(checkpoint: unknown): number {
  return isRecord(checkpoint) && typeof checkpoint['steps'] === 'number' ? checkpoint['steps'] : 0;
}

function failIfAsked(task: AgentTask, { fail }: EchoParameters): void {
  if (fail === null || task.failuresCounted >= fail.times) return;
  const message = `failed as asked, ${task.failuresCounted + 1} of ${fail.times}`;
  throw new AgentFailure(TaskErrorCode.EchoFailure, message, { errorClass: fail.class });
}
