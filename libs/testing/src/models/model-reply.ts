/** What a provider says about tokens; cached ones are part of `input`. */
export interface ReplyUsage {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
}

export interface ReplyToolCall {
  readonly name: string;
  /** A text stands as it is, well formed or not; anything else is written as JSON. */
  readonly input: unknown;
}

/** How the server answers one request. */
export type ModelReply =
  /** A whole answer, streamed in pieces. */
  | {
      readonly kind: 'answer';
      readonly text?: string;
      readonly tools?: readonly ReplyToolCall[];
      readonly usage?: ReplyUsage;
      /** `length`: stopped at the limit of output tokens. */
      readonly end?: 'stop' | 'length' | 'refusal';
      readonly pieces?: number;
      /** The headers come at once, the first token when this resolves. */
      readonly firstToken?: Promise<unknown>;
      /** The last token comes when this resolves. */
      readonly lastToken?: Promise<unknown>;
    }
  /** Another status than 200. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  /** A stream that ends before its end: by a reset, or politely and without a word. */
  | { readonly kind: 'cut'; readonly text: string; readonly by: 'reset' | 'end' }
  /** Bytes that are no event stream of the protocol. */
  | { readonly kind: 'malformed' }
  /** An error inside the stream, after some text. */
  | { readonly kind: 'error_event'; readonly type: string; readonly text?: string }
  /** The connection stands, nothing comes. */
  | { readonly kind: 'hang' };

export const DEFAULT_USAGE: ReplyUsage = { input: 100, output: 20 };

/** The text in so many pieces; never none. */
export function piecesOf(text: string, count: number): string[] {
  const size = Math.max(1, Math.ceil(text.length / Math.max(1, count)));
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += size) pieces.push(text.slice(at, at + size));
  return pieces.length > 0 ? pieces : [''];
}

/** The arguments of a tool call as they travel. */
export function argumentsOf({ input }: ReplyToolCall): string {
  return typeof input === 'string' ? input : JSON.stringify(input);
}
