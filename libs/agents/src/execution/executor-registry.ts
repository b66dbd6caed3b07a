import { TaskErrorCode } from '@cadre/contracts';
import { assertNever, type AgentDefinition } from '@cadre/domain';
import { permanentFailure } from './agent-failure';
import type { AgentExecutor } from './executor.port';

/** Executors by what an agent's definition asks for. */
export interface ExecutorTable {
  /** By the name of the function. */
  readonly builtin: Readonly<Record<string, AgentExecutor>>;
  /** By the name of the runner. */
  readonly command: Readonly<Record<string, AgentExecutor>>;
  readonly llm: AgentExecutor;
  readonly http: AgentExecutor;
}

/** Finds the executor of an agent. */
export class ExecutorRegistry {
  constructor(private readonly table: ExecutorTable) {}

  /** Throws an AgentFailure (EXECUTOR_UNAVAILABLE) if this build has none. */
  resolve(definition: AgentDefinition): AgentExecutor {
    const executor = this.find(definition);
    if (executor !== undefined) return executor;
    throw permanentFailure(
      TaskErrorCode.ExecutorUnavailable,
      `this worker has no ${definition.executor} executor for the agent "${definition.agent_id}"`,
    );
  }

  /** The agents that a worker could never run; it must not start with any of them. */
  unresolvable(definitions: readonly AgentDefinition[]): AgentDefinition[] {
    return definitions.filter((definition) => definition.executor !== 'external' && !this.find(definition));
  }

  private find(definition: AgentDefinition): AgentExecutor | undefined {
    switch (definition.executor) {
      case 'builtin':
        return entry(this.table.builtin, definition.settings['function'] ?? definition.agent_id);
      case 'command':
        return entry(this.table.command, definition.settings['runner'] ?? definition.agent_id);
      case 'llm':
        return this.table.llm;
      case 'http':
        return this.table.http;
      case 'external':
        return undefined;
      default:
        return assertNever(definition.executor);
    }
  }
}

function entry(table: Readonly<Record<string, AgentExecutor>>, name: unknown): AgentExecutor | undefined {
  return typeof name === 'string' && Object.hasOwn(table, name) ? table[name] : undefined;
}
