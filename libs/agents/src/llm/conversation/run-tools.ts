import type { ToolModelMessage } from 'ai';
import { TaskErrorCode } from '@cadre/contracts';
import { normalizeFailure } from '../../execution/normalize-failure';
import type { AgentTool, ToolContext } from '../../tools/agent-tool.port';
import { approvalRequest, type ApprovalDecision, type ApprovalRequest } from '../../tools/approval';
import { describeArguments } from '../../tools/describe-arguments';
import { rulesOf } from '../../tools/tool-rules';
import type { RequestedTool } from '../provider/stream-reader';
import { overBudget } from './spending';

type ToolResults = Extract<ToolModelMessage['content'][number], { type: 'tool-result' }>[];
type ToolOutput = ToolResults[number]['output'];

/** A model that asks for the same thing so often is going in circles. */
const MOST_REPEATS = 3;
const MOST_CHARACTERS = 200_000;
const MOST_ERROR_CHARACTERS = 2_000;

/** What a model asked for in one answer, and what of it has been done: the first so many. */
export interface ToolRound {
  readonly calls: readonly RequestedTool[];
  readonly results: Readonly<ToolResults>;
}

/** How far a round came: to its end, or to a call that a person has to agree to. */
export type RoundEnd =
  | { readonly kind: 'done'; readonly message: ToolModelMessage }
  | { readonly kind: 'asks'; readonly request: ApprovalRequest; readonly round: ToolRound };

/** Runs the tools that a model asked for, in its order, and counts them. */
export class ToolRunner {
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly tools: ReadonlyMap<string, AgentTool>,
    private readonly context: ToolContext,
    private readonly onStep: (name: string) => void,
  ) {}

  /**
   * What the model is told. Throws when the attempt was told to stop, or goes in circles (budget_exceeded).
   *
   * @param decision what a person said about one of the calls
   */
  async run({ calls, results }: ToolRound, decision?: ApprovalDecision): Promise<RoundEnd> {
    const content: ToolResults = [...results];
    for (const call of calls.slice(content.length)) {
      const request = this.requestFor(call);
      const isDecided = request !== undefined && request.requestHash === decision?.request_hash;
      if (request !== undefined && !isDecided) return { kind: 'asks', request, round: { calls, results: content } };
      this.countRepeat(call);
      const output = isDecided ? await this.runDecided(call, decision) : await this.runOne(call);
      content.push({ type: 'tool-result', toolCallId: call.id, toolName: call.name, output });
    }
    return { kind: 'done', message: { role: 'tool', content } };
  }

  private requestFor({ id, name, input }: RequestedTool): ApprovalRequest | undefined {
    const tool = this.tools.get(name);
    if (tool === undefined) return undefined;
    const { task } = this.context;
    const rules = rulesOf(task.definition, tool.name);
    if (rules.requires_approval !== true && tool.requiresApproval !== true) return undefined;
    return approvalRequest({ taskId: task.taskId, tool: tool.name, callId: id, input }, rules);
  }

  private countRepeat({ name, input }: RequestedTool): void {
    const same = `${name} ${JSON.stringify(input)}`;
    const times = (this.seen.get(same) ?? 0) + 1;
    this.seen.set(same, times);
    if (times >= MOST_REPEATS) throw overBudget(`the model asked for the same ${name} ${times} times`);
  }

  private async runDecided(call: RequestedTool, decision: ApprovalDecision): Promise<ToolOutput> {
    const { approved, comment, decided_by } = decision;
    const who = decided_by ?? 'somebody';
    this.context.attempt.log('info', `tool ${call.name}: ${approved ? 'approved' : 'refused'} by ${who}`);
    if (approved) return this.runOne(call);
    const why = comment === null ? '' : `: ${comment}`;
    return { type: 'error-text', value: `${TaskErrorCode.ToolDenied}: a person has refused this call${why}` };
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
      // Nothing the model does brings it back; the next attempt may.
      if (code === TaskErrorCode.ToolUnavailable) throw error;
      return { type: 'error-text', value: `${code}: ${message}`.slice(0, MOST_ERROR_CHARACTERS) };
    }
  }
}

function toOutput(value: unknown): ToolOutput {
  const json = JSON.stringify(value ?? null);
  if (json.length > MOST_CHARACTERS) return { type: 'text', value: `${json.slice(0, MOST_CHARACTERS)}… (cut off)` };
  return { type: 'json', value: JSON.parse(json) as Extract<ToolOutput, { type: 'json' }>['value'] };
}
