import type * as ai from 'ai';
import type { createAnthropic } from '@ai-sdk/anthropic';
import type { createOpenAI } from '@ai-sdk/openai';

/** What we use of the SDK. */
export interface Sdk {
  readonly streamText: typeof ai.streamText;
  readonly jsonSchema: typeof ai.jsonSchema;
  readonly wrapLanguageModel: typeof ai.wrapLanguageModel;
  readonly createAnthropic: typeof createAnthropic;
  readonly createOpenAI: typeof createOpenAI;
}

/**
 * The SDK, loaded when the first model is called: gateways and orchestrators, and workers without a provider, never need
 * it. Node keeps what was loaded, so that asking again costs nothing.
 */
export async function loadSdk(): Promise<Sdk> {
  const [core, anthropic, openai] = await Promise.all([
    import('ai'),
    import('@ai-sdk/anthropic'),
    import('@ai-sdk/openai'),
  ]);
  // Its warnings would go to the console, past the log.
  globalThis.AI_SDK_LOG_WARNINGS = false;
  const { streamText, jsonSchema, wrapLanguageModel } = core;
  return {
    streamText,
    jsonSchema,
    wrapLanguageModel,
    createAnthropic: anthropic.createAnthropic,
    createOpenAI: openai.createOpenAI,
  };
}

/** A model of one provider, opened. */
export type OpenedModel = Parameters<typeof ai.wrapLanguageModel>[0]['model'];
