import type { AgentModel } from '@cadre/domain';
import { missingParts, type Offers } from './agent-needs';

const model: AgentModel = { default: 'anthropic/one', fallback: ['openai/two', 'openai/three'] };
const agent = {
  agent_id: 'a',
  executor: 'llm' as const,
  model,
  tools: ['web.search', 'mcp.files.read', 'mcp.files.write'],
};
const offers = (own: Partial<Offers> = {}): Offers => ({ providers: [], tools: [], mcp_servers: [], ...own });

describe('missingParts', () => {
  it('names each provider without a key, each tool and each server once', () => {
    expect(missingParts(agent, [])).toEqual({
      keys: ['anthropic', 'openai', 'perplexity'],
      tools: ['web.search'],
      mcp_servers: ['files'],
    });
  });

  it('takes what any worker of the team offers', () => {
    const both = [offers({ providers: ['openai'], tools: ['web.search'] }), offers({ mcp_servers: ['files'] })];
    expect(missingParts(agent, both)).toEqual({ keys: ['anthropic', 'perplexity'], tools: [], mcp_servers: [] });
  });

  it('asks for the secret of an http agent', () => {
    expect(missingParts({ ...agent, executor: 'http' }, []).keys).toEqual(['http:a']);
    expect(missingParts({ ...agent, executor: 'http' }, [offers({ providers: ['http:a'] })]).keys).toEqual([]);
  });

  it('asks no key of agents that use no model, or only the simulated one', () => {
    expect(missingParts({ ...agent, executor: 'builtin' }, []).keys).toEqual([]);
    const simulated = { default: 'simulated/any', fallback: [] };
    expect(missingParts({ ...agent, model: simulated }, []).keys).toEqual([]);
  });
});
