/** Tokens of one call as the provider counted them. */
export interface TokenUsage {
  /** Everything that was read, cached or not. */
  readonly input: number;
  /** Part of `input`. */
  readonly cacheRead: number;
  /** Part of `input`. */
  readonly cacheWrite: number;
  readonly output: number;
}

export const NO_USAGE: TokenUsage = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0 };

/** What the SDK says at the end of a call; a part the provider left out counts as none. */
export function tokenUsageOf(usage: {
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
  readonly inputTokenDetails: {
    readonly cacheReadTokens?: number | undefined;
    readonly cacheWriteTokens?: number | undefined;
  };
}): TokenUsage {
  const { inputTokens = 0, outputTokens = 0, inputTokenDetails } = usage;
  const { cacheReadTokens = 0, cacheWriteTokens = 0 } = inputTokenDetails;
  return { input: inputTokens, cacheRead: cacheReadTokens, cacheWrite: cacheWriteTokens, output: outputTokens };
}

/**
 * The beginning of a stream may already tell what was read: it is paid for, whether the stream comes to its end or not.
 * Undefined for every other piece.
 */
export function usageInRawChunk(chunk: unknown): TokenUsage | undefined {
  const usage = (chunk as RawStart | null)?.message?.usage;
  if (usage === undefined) return undefined;
  const { input_tokens = 0, cache_read_input_tokens, cache_creation_input_tokens, output_tokens = 0 } = usage;
  const [cacheRead, cacheWrite] = [cache_read_input_tokens ?? 0, cache_creation_input_tokens ?? 0];
  return { input: input_tokens + cacheRead + cacheWrite, cacheRead, cacheWrite, output: output_tokens };
}

interface RawStart {
  readonly message?: {
    readonly usage?: {
      readonly input_tokens?: number;
      readonly output_tokens?: number;
      readonly cache_read_input_tokens?: number | null;
      readonly cache_creation_input_tokens?: number | null;
    };
  };
}
