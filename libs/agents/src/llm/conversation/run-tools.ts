import type { ToolModelMessage } from 'ai';
import { TaskErrorCode } from '@cadre/contracts';
import { normalizeFailure } from '../../execution/normalize-failure';
import type { AgentTool, ToolContext } from '../../tools/agent-tool.port';
import { describeArguments } from '../../tools/describe-arguments';
import type { RequestedTool } from '../provider/stream-reader';
import { overBudget } from './spending';

type ToolOutput = ToolModelMessage['content'][number] extends infer Part
  ? Part extends { readonly output: infer Output }
    ? Output
    : never
  : never;

/** A model that asks for the same thing so often is going in circles. */
const MOST_REPEATS = 3;
const MOST_CHARACTERS = 200_000;
const MOST_ERROR_CHARACTERS = 2_000;

/** Runs the tools that a model asked for, in its order, and counts them. */
export class ToolRunner {
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly tools: ReadonlyMap<string, AgentTool>,
    private readonly context: ToolContext,
    private readonly onStep: (name: string) => void,
  ) {}

  /** What the model is told. Throws when the attempt was told to stop, or goes in circles (budget_exceeded). */
  async run(calls: readonly RequestedTool[]): Promise<ToolModelMessage> {
    const content: ToolModelMessage['content'] = [];
    for (const call of calls) {
      this.countRepeat(call);
      const output = await this.runOne(call);
      content.push({ type: 'tool-result', toolCallId: call.id, toolName: call.name, output });
    }
    return { role: 'tool', content };
  }

  private countRepeat({ name, input }: RequestedTool): void {
    const same = `${name} ${JSON.stringify(input)}`;
    const times = (this.seen.get(same) ?? 0) + 1;
    this.seen.set(same, times);
    if (times >= MOST_REPEATS) throw overBudget(`the model asked for the same ${name} ${times} times`);
  }

  private async runOne({ name, input }: RequestedTool): Promise<ToolOutput> {
    const tool = this.tools.get(name);
    // The SDK has answered calls of tools that are not offered.
    if (tool === undefined) return { type: 'error-text', value: TaskErrorCode.ToolNotAllowed };
    const { attempt } = this.context;
    attempt.beforeCall();
    this.onStep(tool.name);
    const started = performance.now();
    const told = (outcome: string): string =>
      `tool ${tool.name} ${describeArguments(input)}: ${outcome} in ${Math.round(performance.now() - started)} ms`;
    try {
      const output = toOutput(await tool.execute(input, this.context));
      attempt.log('info', told('done'));
      return output;
    } catch (error) {
      attempt.signal.throwIfAborted();
      const { code, message } = normalizeFailure(error);
      attempt.log('warn', told(`failed with ${code}`));
      return { type: 'error-text', value: `${code}: ${message}`.slice(0, MOST_ERROR_CHARACTERS) };
    }
  }
}

function toOutput(value: unknown): ToolOutput {
  const json = JSON.stringify(value ?? null);
  if (json.length > MOST_CHARACTERS) return { type: 'text', value: `${json.slice(0, MOST_CHARACTERS)}… (cut off)` };
  return { type: 'json', value: JSON.parse(json) as Extract<ToolOutput, { type: 'json' }>['value'] };
}
