import { type AgentDefinition, DEFAULT_AGENT_LIMITS, DEFAULT_RETRY_POLICY } from '@cadre/domain';

/** An agent as its file would define it; a test states only what matters to it. */
export function anAgent(definition: Partial<AgentDefinition> & { agent_id: string }): AgentDefinition {
  return {
    name: definition.agent_id,
    team: 'testing',
    description: 'An agent of a test',
    executor: 'builtin',
    parameters: { type: 'object', properties: { text: { type: 'string' } }, additionalProperties: false },
    output: null,
    model: null,
    tools: [],
    limits: DEFAULT_AGENT_LIMITS,
    retry: DEFAULT_RETRY_POLICY,
    settings: {},
    instructions: '',
    version: 'v1',
    ...definition,
  };
}
