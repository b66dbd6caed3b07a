import type { AgentExecutor } from '../execution/executor.port';
import { LlmAttempt } from './conversation/llm-attempt';
import type { LlmParts } from './llm-parts';

/**
 * Runs llm agents on the models their definitions name, in that order. An agent none of whose models can be reached is
 * answered by the simulated provider, which says so in its answer.
 */
export function createLlmExecutor(parts: LlmParts, simulated: AgentExecutor): AgentExecutor {
  return {
    async execute(task, context) {
      const { definition } = task;
      if (parts.models.candidates(definition.model).length === 0) return simulated.execute(task, context);
      const offered = await parts.tools.open(definition, context.signal);
      try {
        return await new LlmAttempt(parts, task, context, offered).run();
      } finally {
        await offered.close();
      }
    },
  };
}
