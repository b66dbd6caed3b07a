import type { ModelMessage, TextStreamPart, ToolSet } from 'ai';
import { isRecord } from '../../schema/json-value';
import { cutStream, refusal } from './classify-call-error';
import { tokenUsageOf, usageInRawChunk, type TokenUsage } from './token-usage';

/** A tool call with arguments that fit its schema; the SDK has answered the others. */
export interface RequestedTool {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

export interface ModelAnswer {
  readonly text: string;
  readonly toolCalls: readonly RequestedTool[];
  /** Calls of tools that are not offered, or with arguments that do not fit; the model was told. */
  readonly misfits: readonly { readonly name: string; readonly problem: string }[];
  /** The limit of output tokens was met. */
  readonly isTruncated: boolean;
  /** What to append to the conversation. */
  readonly messages: readonly ModelMessage[];
}

/** Hears what a stream brings while it comes. */
export interface StreamWatcher {
  /** How many characters the answer has so far, thoughts and arguments of tools included. */
  onText(characters: number): void;
  /** What has been used, also when the call fails later; the last word counts. */
  onUsage(usage: TokenUsage): void;
}

/** Reads the parts of one streamed answer. */
export class StreamReader {
  private text = '';
  private refusalText = '';
  private characters = 0;
  private readonly toolCalls: RequestedTool[] = [];
  private readonly misfits: { name: string; problem: string }[] = [];
  private end: { readonly reason: string; readonly raw: string | undefined } | undefined;

  constructor(
    private readonly who: string,
    private readonly watcher: StreamWatcher,
  ) {}

  /** Parts that only frame others are left out. Throws what the stream reports as its error. */
  take(part: TextStreamPart<ToolSet>): void {
    if (part.type === 'error') throw part.error;
    if (part.type === 'text-delta') this.text += part.text;
    if (part.type === 'text-delta' || part.type === 'reasoning-delta') this.grow(part.text.length);
    if (part.type === 'tool-input-delta') this.grow(part.delta.length);
    if (part.type === 'tool-call') this.takeToolCall(part);
    if (part.type === 'finish-step') this.finish(part);
  }

  /** Throws an AgentFailure when the answer is none. */
  answer(messages: readonly ModelMessage[]): ModelAnswer {
    const { end } = this;
    if (this.refusalText !== '') throw refusal(this.who, this.refusalText);
    if (end?.reason === 'content-filter') throw refusal(this.who, this.text);
    // An end that the provider gave no reason for is none: the connection closed before it.
    if (end?.raw === undefined) throw cutStream(this.who);
    const { text, toolCalls, misfits } = this;
    return { text, toolCalls, misfits, isTruncated: end.reason === 'length', messages };
  }

  private grow(by: number): void {
    this.characters += by;
    this.watcher.onText(this.characters);
  }

  private takeToolCall(part: Extract<TextStreamPart<ToolSet>, { type: 'tool-call' }>): void {
    const { toolCallId: id, toolName: name, input } = part;
    const problem = 'invalid' in part && part.invalid === true ? nameOf(part.error) : undefined;
    if (problem === undefined) this.toolCalls.push({ id, name, input });
    else this.misfits.push({ name, problem });
  }

  /** The SDK drops the words of a refusal, and what a stream that is cut later has told about its usage. */
  takeRaw(chunk: unknown): void {
    const usage = usageInRawChunk(chunk);
    if (usage !== undefined) this.watcher.onUsage(usage);
    const [choice] = isRecord(chunk) && Array.isArray(chunk['choices']) ? (chunk['choices'] as unknown[]) : [];
    const delta = isRecord(choice) ? choice['delta'] : undefined;
    if (isRecord(delta) && typeof delta['refusal'] === 'string') this.refusalText += delta['refusal'];
  }

  private finish({
    finishReason,
    rawFinishReason,
    usage,
  }: Extract<TextStreamPart<ToolSet>, { type: 'finish-step' }>): void {
    this.end = { reason: finishReason, raw: rawFinishReason };
    const counted = tokenUsageOf(usage);
    if (counted.input + counted.output > 0) this.watcher.onUsage(counted);
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error && error.name === 'AI_NoSuchToolError' ? 'not_offered' : 'invalid_arguments';
}
