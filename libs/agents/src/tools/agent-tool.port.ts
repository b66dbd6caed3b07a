import type { AgentTask, ExecutionContext } from '../execution/executor.port';
import type { JsonSchema } from '../schema/json-value';

/** Something a model may do besides answering. */
export interface AgentTool {
  /** As definitions list it, `artifacts.write`. */
  readonly name: string;
  /** What it does, for the model. */
  readonly description: string;
  /** JSON Schema 2020-12 of the arguments; must describe an object. */
  readonly inputSchema: JsonSchema;
  /** The schema holds what ours may not: whoever runs the tool checks the arguments, not we. */
  readonly checkedElsewhere?: boolean;
  /** A person decides about each call, whatever the agent's definition says. */
  readonly requiresApproval?: boolean;
  /**
   * Resolves with what the model is told, as JSON. What it rejects with is told to the model too, as an error it may
   * react to; once the attempt's signal has fired the attempt ends instead.
   *
   * @param args checked against `inputSchema`, defaults filled in
   */
  execute(args: unknown, context: ToolContext): Promise<unknown>;
}

/** The attempt on whose behalf a tool works. */
export interface ToolContext {
  readonly task: AgentTask;
  readonly attempt: ExecutionContext;
}
