import { TaskErrorCode } from '@cadre/contracts';
import { abortableDelay } from '../../execution/abortable-delay';
import { transientFailure } from '../../execution/agent-failure';
import type { AgentExecutor, AgentTask } from '../../execution/executor.port';
import { isRecord, type JsonValue } from '../../schema/json-value';
import { toAssignment } from './assignment';
import { composeOutput } from './compose-output';
import { SeededRandom } from './seeded-random';

export interface SimulationOptions {
  readonly latencyMs: number;
  /** The share of attempts, 0 to 1, that fail as a provider's outage would. */
  readonly failureRate?: number;
}

const STEPS = 5;
const CHARACTERS_PER_TOKEN = 4;

/**
 * Stands in for a model provider when there is none: answers by the agent's output schema, always the same for the same
 * parameters, and says of itself that it is simulated.
 */
export function createSimulatedLlm({ latencyMs, failureRate = 0 }: SimulationOptions): AgentExecutor {
  return {
    async execute(task, context) {
      context.beforeCall();
      for (let step = 1; step <= STEPS; step++) {
        await abortableDelay(latencyMs / STEPS, context.signal);
        context.progress((100 * step) / STEPS, undefined, 'writing');
      }
      failAsOften(failureRate, task);
      const output = answer(task);
      const tokens = (text: string): number => Math.ceil(text.length / CHARACTERS_PER_TOKEN);
      context.usage({
        input_tokens: tokens(task.definition.instructions) + tokens(JSON.stringify(task.parameters)),
        output_tokens: tokens(JSON.stringify(output)),
        cost_micro_usd: 0,
      });
      context.log('info', 'answered by the simulated provider');
      return output;
    },
  };
}

function answer({ definition, parameters }: AgentTask): JsonValue {
  const output = composeOutput(definition.output ?? { type: 'object' }, toAssignment(definition, parameters));
  return isRecord(output) ? { ...output, simulated: true } : { answer: output, simulated: true };
}

/** Each attempt has its own luck, the same in every run. */
function failAsOften(rate: number, { taskId, attempt }: AgentTask): void {
  if (new SeededRandom(`${taskId}:${attempt}`).next() >= rate) return;
  throw transientFailure(TaskErrorCode.ProviderUnavailable, 'the simulated provider is not available right now');
}
