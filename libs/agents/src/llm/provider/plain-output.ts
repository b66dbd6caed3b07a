import type { JSONSchema7 } from 'ai';
import type { JsonSchema } from '../../schema/json-value';

type ResponseFormat = { readonly type: 'text' } | { readonly type: 'json'; readonly schema: JSONSchema7 };

/** The SDK's word for how an answer is asked for and read. */
export interface PlainOutput {
  readonly name: string;
  readonly responseFormat: Promise<ResponseFormat>;
  parseCompleteOutput(answer: { readonly text: string }): Promise<string>;
  parsePartialOutput(answer: { readonly text: string }): Promise<{ readonly partial: number }>;
  createElementStreamTransform(): undefined;
}

/**
 * Asks for JSON by a schema, or for text, and leaves the reading to us. The SDK's own outputs look at everything that has
 * come so far with each piece: a long answer costs its length squared. Here a piece counts as new because it is longer.
 */
export function plainOutput(schema: JsonSchema | null): PlainOutput {
  // A schema was checked when its definition was read; the SDK's type knows an older draft.
  const format = schema === null ? { type: 'text' as const } : { type: 'json' as const, schema: schema as JSONSchema7 };
  return {
    name: 'plain',
    responseFormat: Promise.resolve(format),
    parseCompleteOutput: ({ text }) => Promise.resolve(text),
    parsePartialOutput: ({ text }) => Promise.resolve({ partial: text.length }),
    createElementStreamTransform: () => undefined,
  };
}
