import type { AgentDefinition } from '@cadre/domain';
import type { AgentExecutor, AgentTask } from '../execution/executor.port';
import { createLlmExecutor } from '../llm/create-llm-executor';
import { LocalProviderGate } from '../llm/gate/local-provider-gate';
import type { LlmParts } from '../llm/llm-parts';
import { PriceTable } from '../llm/prices/price-table';
import { ModelSource } from '../llm/provider/model-source';
import { configuredAccounts } from '../llm/provider/provider-account';
import { openProviderConnections, type ProviderConnections } from '../llm/provider/provider-fetch';
import { createSimulatedLlm } from '../llm/simulated/simulated-llm';
import { ToolBox } from '../tools/tool-box';
import { aDefinition, aTask, RecordingContext } from './recording-context';

export const CANARY_KEY = 'sk-canary-4711-4711-4711';

const PRICES = new PriceTable(
  new Map([
    ['anthropic/claude-x', { input: 3, output: 15, cache_read: 0.3, cache_write: 3.75 }],
    ['openai/gpt-x', { input: 1, output: 2 }],
  ]),
);

/** The llm executor with the real SDK, its providers on the given address. */
export class LlmStage {
  readonly executor: AgentExecutor;
  private readonly connections: ProviderConnections;

  constructor(baseUrl: string, parts: Partial<LlmParts> & { readonly silenceSeconds?: number } = {}) {
    this.connections = openProviderConnections(parts.silenceSeconds ?? 30);
    const models = new ModelSource({
      accounts: configuredAccounts([
        { provider: 'anthropic', apiKey: CANARY_KEY, baseUrl },
        { provider: 'openai', apiKey: CANARY_KEY, baseUrl },
      ]),
      fetch: this.connections.fetch,
      standIn: undefined,
    });
    this.executor = createLlmExecutor(
      { models, gate: new LocalProviderGate(), prices: PRICES, tools: new ToolBox([]), ...parts },
      createSimulatedLlm({ latencyMs: 0 }),
    );
  }

  run(
    definition: Partial<AgentDefinition> = {},
    context = new RecordingContext(),
    task: Partial<AgentTask> = {},
  ): Promise<unknown> {
    const whole = aTask({ topic: 'tea' }, { definition: aWriter(definition), ...task });
    return this.executor.execute(whole, context);
  }

  close(): Promise<void> {
    return this.connections.close();
  }
}

/** An llm agent that answers with a title. */
export function aWriter(overrides: Partial<AgentDefinition> = {}): AgentDefinition {
  return aDefinition({
    agent_id: 'writer',
    executor: 'llm',
    instructions: 'You write titles.',
    model: { default: 'anthropic/claude-x', fallback: [], max_output_tokens: 1000 },
    output: {
      type: 'object',
      required: ['title'],
      additionalProperties: false,
      properties: { title: { type: 'string', maxLength: 20 } },
    },
    ...overrides,
  });
}
