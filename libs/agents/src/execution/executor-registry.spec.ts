import { aDefinition } from '../testing/recording-context';
import type { AgentExecutor } from './executor.port';
import { ExecutorRegistry } from './executor-registry';

describe('finding the executor of an agent', () => {
  const named = (): AgentExecutor => ({ execute: async () => null });
  const [echo, build, model, http] = [named(), named(), named(), named()];
  const registry = new ExecutorRegistry({ builtin: { echo }, command: { build }, llm: model, http });

  it('goes by the agent id unless the definition names another', () => {
    expect(registry.resolve(aDefinition({ agent_id: 'echo' }))).toBe(echo);
    expect(registry.resolve(aDefinition({ agent_id: 'parrot', settings: { function: 'echo' } }))).toBe(echo);
    expect(registry.resolve(aDefinition({ executor: 'command', settings: { runner: 'build' } }))).toBe(build);
    expect(registry.resolve(aDefinition({ executor: 'llm' }))).toBe(model);
    expect(registry.resolve(aDefinition({ executor: 'http' }))).toBe(http);
  });

  it.each(['toString', '__proto__', 'constructor'])('takes nothing from the prototype for %s', (agent_id) => {
    expect(() => registry.resolve(aDefinition({ agent_id }))).toThrow('has no builtin executor');
  });

  it('lists agents no worker could run; external ones have none by design', () => {
    const bad = [aDefinition({ agent_id: 'gone' }), aDefinition({ agent_id: 'far', executor: 'command' })];
    const good = [aDefinition({ agent_id: 'echo' }), aDefinition({ agent_id: 'trade', executor: 'external' })];
    expect(registry.unresolvable([...good, ...bad])).toEqual(bad);
  });
});
