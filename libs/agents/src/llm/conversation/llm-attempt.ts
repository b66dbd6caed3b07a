import type { ModelMessage, ToolSet } from 'ai';
import { TaskErrorCode } from '@cadre/contracts';
import { ErrorClass } from '@cadre/domain';
import { AgentFailure, permanentFailure } from '../../execution/agent-failure';
import { AttemptSuspended } from '../../execution/attempt-suspended';
import type { AgentTask, ExecutionContext } from '../../execution/executor.port';
import { callModel } from '../provider/call-model';
import { formatModelRef } from '../provider/model-ref';
import type { ModelAnswer } from '../provider/stream-reader';
import { NO_USAGE } from '../provider/token-usage';
import { decisionIn, type ApprovalDecision, type ApprovalRequest } from '../../tools/approval';
import { describeArguments } from '../../tools/describe-arguments';
import type { OfferedTools } from '../../tools/tool-box';
import type { LlmParts } from '../llm-parts';
import { askedOutput } from './asked-output';
import { askFirstThatAnswers, type Candidate } from './ask-model';
import { parametersMessage, repairMessage, systemPrompt } from './opening';
import { readAnswer } from './read-answer';
import { ToolRunner, type ToolRound } from './run-tools';
import { overBudget, Spending } from './spending';
import { StreamProgress } from './stream-progress';
import { readTranscript, transcriptOf } from './transcript';
import { wireTools } from './wire-tools';

/** Calls of a model per attempt, answers that only ask for tools included. */
const MOST_STEPS = 25;
/** For an agent that names no limit of its own. */
const DEFAULT_OUTPUT_TOKENS = 8_192;

/** One attempt of an llm agent: asks, runs the tools it is asked for, asks again, until there is an answer that fits. */
export class LlmAttempt {
  private readonly messages: ModelMessage[];
  private readonly spending: Spending;
  private readonly progress: StreamProgress;
  private readonly runner: ToolRunner;
  private readonly wired: Promise<ToolSet>;
  private candidates: readonly Candidate[];
  private steps: number;
  /** What the attempt before this one left half done. */
  private readonly unfinished: ToolRound | undefined;

  constructor(
    private readonly parts: LlmParts,
    private readonly task: AgentTask,
    private readonly context: ExecutionContext,
    { tools, missing }: OfferedTools,
  ) {
    const { definition, parameters, usedBefore } = task;
    const earlier = readTranscript(context.lastCheckpoint, definition.version);
    this.messages = [...(earlier?.messages ?? [parametersMessage(parameters)])];
    this.steps = earlier?.steps ?? 0;
    this.unfinished = earlier?.round;
    this.spending = new Spending(definition.limits, parts.prices, usedBefore);
    this.progress = new StreamProgress(context);
    this.runner = new ToolRunner(tools, { task, attempt: context }, (name) => this.progress.step(name));
    this.wired = wireTools(tools);
    this.candidates = parts.models
      .candidates(definition.model)
      .map((ref) => ({ ref, keyId: parts.models.keyId(ref.provider) }));
    if (missing.length > 0) context.log('warn', `not available on this worker: ${missing.join(', ')}`);
    if (earlier !== undefined) context.log('info', `goes on after step ${earlier.steps} of an earlier attempt`);
  }

  async run(): Promise<unknown> {
    if (this.unfinished !== undefined) await this.runRound(this.unfinished, decisionIn(this.context.lastCheckpoint));
    for (let repairs = 0; ;) {
      const answer = await this.step();
      this.messages.push(...answer.messages);
      if (answer.toolCalls.length + answer.misfits.length > 0) {
        await this.runTools(answer);
        continue;
      }
      const read = readAnswer(this.task.definition, answer.text);
      if (read.ok) return read.value;
      const problem = answer.isTruncated ? 'it was cut off at the limit of output tokens' : read.problem;
      if (repairs > 0 || answer.isTruncated) throw invalidOutput(problem);
      repairs += 1;
      this.context.log('warn', `the answer cannot be used: ${problem}; the model is asked to correct it`);
      this.messages.push(repairMessage(problem));
    }
  }

  private async step(): Promise<ModelAnswer> {
    if (this.steps >= MOST_STEPS) throw overBudget(`the model did not come to an answer within ${MOST_STEPS} steps`);
    this.steps += 1;
    this.progress.step('thinking');
    const { answer, candidate } = await askFirstThatAnswers<ModelAnswer>({
      gate: this.parts.gate,
      signal: this.context.signal,
      candidates: this.candidates,
      ask: (asked) => this.call(asked),
      onFallback: ({ ref }, reason) => this.context.log('warn', `${formatModelRef(ref)} did not answer: ${reason}`),
    });
    // Who has answered goes on: changing the model in the middle loses what the provider cached.
    this.candidates = [candidate, ...this.candidates.filter((other) => other !== candidate)];
    return answer;
  }

  private async call({ ref }: Candidate): Promise<ModelAnswer> {
    const { definition } = this.task;
    const { models } = this.parts;
    this.spending.check();
    const [model, tools] = await Promise.all([models.open(ref), this.wired]);
    this.context.beforeCall();
    const started = performance.now();
    let used = NO_USAGE;
    try {
      return await callModel(
        {
          model,
          who: formatModelRef(ref),
          system: systemPrompt(definition),
          messages: this.messages,
          tools,
          output: askedOutput(definition.output),
          temperature: definition.model?.temperature,
          maxOutputTokens: this.spending.allowance(definition.model?.max_output_tokens ?? DEFAULT_OUTPUT_TOKENS),
          cacheKey: models.isOriginal(ref.provider) ? `${definition.agent_id}:${definition.version}` : undefined,
          signal: this.context.signal,
        },
        { onText: (count) => this.progress.characters(count), onUsage: (usage) => (used = usage) },
      );
    } finally {
      this.account(ref, used, performance.now() - started);
    }
  }

  private account(ref: Candidate['ref'], used: typeof NO_USAGE, ms: number): void {
    if (used === NO_USAGE) return;
    const usage = this.spending.add(ref, used);
    this.context.usage(usage);
    const cached = used.cacheRead > 0 ? ` (${used.cacheRead} cached)` : '';
    const cost = usage.cost_micro_usd === undefined ? 'no price known' : `${usage.cost_micro_usd / 1e6} USD`;
    const tokens = `${used.input} tokens in${cached}, ${used.output} out`;
    this.context.log('info', `${formatModelRef(ref)}: ${tokens}, ${cost}, ${Math.round(ms)} ms`);
  }

  /** What a tool has done must not be done again by the next attempt. */
  private async runTools({ toolCalls, misfits }: ModelAnswer): Promise<void> {
    for (const { name, problem } of misfits) this.context.log('warn', `tool ${name}: refused, ${problem}`);
    await this.runRound({ calls: toolCalls, results: [] });
  }

  private async runRound(round: ToolRound, decision?: ApprovalDecision): Promise<void> {
    const end = round.calls.length === 0 ? undefined : await this.runner.run(round, decision);
    if (end?.kind === 'asks') throw this.suspension(end.request, end.round);
    if (end !== undefined) this.messages.push(end.message);
    const transcript = transcriptOf(this.task.definition.version, this.steps, this.messages);
    if (transcript !== undefined) this.context.checkpoint(transcript);
  }

  /** The conversation stops in the middle of a round; whoever takes it up again finds it so. */
  private suspension(request: ApprovalRequest, round: ToolRound): Error {
    const checkpoint = transcriptOf(this.task.definition.version, this.steps, this.messages, round);
    if (checkpoint === undefined) {
      return permanentFailure(TaskErrorCode.CheckpointTooLarge, 'the conversation is too long to wait for approval');
    }
    this.context.log('info', `tool ${request.tool} ${describeArguments(request.arguments)}: waits for approval`);
    return new AttemptSuspended({ reason: 'approval', request, checkpoint });
  }
}

function invalidOutput(problem: string): AgentFailure {
  return new AgentFailure(TaskErrorCode.OutputInvalid, `the model's answer cannot be used: ${problem}`, {
    errorClass: ErrorClass.InvalidOutput,
  });
}
