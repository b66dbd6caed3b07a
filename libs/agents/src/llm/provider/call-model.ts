import type { ModelMessage, ToolSet } from 'ai';
import { TaskErrorCode } from '@cadre/contracts';
import { permanentFailure } from '../../execution/agent-failure';
import type { JsonSchema } from '../../schema/json-value';
import { fairTurn } from './fair-turn';
import { isFreeForm } from './free-form';
import { leanStream } from './lean-stream';
import { loadSdk, type OpenedModel, type Sdk } from './load-sdk';
import { plainOutput } from './plain-output';
import { StreamReader, type ModelAnswer, type StreamWatcher } from './stream-reader';

/** More than any result may hold; what streams on and on is stopped. */
const MAX_CHARACTERS = 4 * 1024 * 1024;

export interface ModelCall {
  readonly model: OpenedModel;
  /** Names the model in errors. */
  readonly who: string;
  readonly system: string;
  readonly messages: readonly ModelMessage[];
  readonly tools: ToolSet;
  /** Null: any text will do. */
  readonly output: JsonSchema | null;
  readonly temperature: number | undefined;
  readonly maxOutputTokens: number;
  /** Names requests whose beginning is the same, for a provider that caches by name. */
  readonly cacheKey: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Asks a model once and reads its answer as it comes. No second try is made here. Throws the signal's reason when it
 * fires, which closes the connection; otherwise an AgentFailure or whatever the SDK threw.
 */
export async function callModel(call: ModelCall, watcher: StreamWatcher): Promise<ModelAnswer> {
  const sdk = await loadSdk();
  call.signal.throwIfAborted();
  const tooLong = new AbortController();
  const reader = new StreamReader(call.who, {
    ...watcher,
    onText(characters) {
      if (characters > MAX_CHARACTERS) tooLong.abort(endless(call.who));
      watcher.onText(characters);
    },
  });
  try {
    const abortSignal = AbortSignal.any([call.signal, tooLong.signal]);
    const streaming = start(sdk, call, { abortSignal, onRaw: (chunk) => reader.takeRaw(chunk) });
    for await (const part of streaming.fullStream) {
      reader.take(part);
      const over = fairTurn();
      if (over !== undefined) await over;
    }
    const { messages } = await streaming.response;
    return reader.answer(messages);
  } catch (error) {
    throw call.signal.aborted ? call.signal.reason : tooLong.signal.aborted ? tooLong.signal.reason : error;
  }
}

interface Reins {
  readonly abortSignal: AbortSignal;
  readonly onRaw: (chunk: unknown) => void;
}

function start(sdk: Sdk, call: ModelCall, { abortSignal, onRaw }: Reins) {
  const { system, tools, output, temperature, maxOutputTokens } = call;
  return sdk.streamText({
    model: sdk.wrapLanguageModel({ model: call.model, middleware: leanStream(onRaw) }),
    system: {
      role: 'system',
      content: system,
      providerOptions: { anthropic: { cacheControl: { type: 'ephemeral' } } },
    },
    messages: [...call.messages],
    tools,
    maxOutputTokens,
    maxRetries: 0,
    abortSignal,
    // It comes as a part of the stream as well.
    onError: () => undefined,
    ...(temperature !== undefined && { temperature }),
    output: plainOutput(output),
    providerOptions: optionsOf(call),
  });
}

function optionsOf({ output, cacheKey }: ModelCall) {
  return {
    anthropic: {
      structuredOutputMode: output !== null && isFreeForm(output) ? ('jsonTool' as const) : ('auto' as const),
    },
    // The strict mode takes no optional properties; what comes is checked here in any case.
    openai: { strictJsonSchema: false, ...(cacheKey !== undefined && { promptCacheKey: cacheKey }) },
  };
}

function endless(who: string): Error {
  return permanentFailure(
    TaskErrorCode.ResponseTooLarge,
    `the answer of ${who} is longer than ${MAX_CHARACTERS} characters`,
  );
}
