import type { LanguageModelMiddleware } from 'ai';

type WrapStream = NonNullable<LanguageModelMiddleware['wrapStream']>;
type Part = Awaited<ReturnType<WrapStream>>['stream'] extends ReadableStream<infer P> ? P : never;
type Delta = Extract<Part, { type: 'text-delta' | 'reasoning-delta' | 'tool-input-delta' }>;

/** Nobody looks at an answer more often than this while it comes. */
const MERGED_MS = 100;

/**
 * Thins a model's stream out before the SDK works on it, which costs it several times what reading does: pieces of text
 * that come within a tenth of a second become one, and raw chunks go to `onRaw` and no further.
 */
export function leanStream(onRaw: (chunk: unknown) => void): LanguageModelMiddleware {
  return {
    specificationVersion: 'v3',
    transformParams: ({ params }) => Promise.resolve({ ...params, includeRawChunks: true }),
    async wrapStream({ doStream }) {
      const { stream, ...rest } = await doStream();
      return { ...rest, stream: stream.pipeThrough(merge(onRaw)) };
    },
  };
}

function merge(onRaw: (chunk: unknown) => void): TransformStream<Part, Part> {
  let held: Delta | undefined;
  let releasedAt = Number.NEGATIVE_INFINITY;
  const release = (controller: TransformStreamDefaultController<Part>): void => {
    if (held !== undefined) controller.enqueue(held);
    held = undefined;
  };
  return new TransformStream<Part, Part>({
    transform(part, controller) {
      if (part.type === 'raw') return onRaw(part.rawValue);
      if (!isPlainDelta(part)) {
        release(controller);
        return controller.enqueue(part);
      }
      if (part.delta === '') return;
      const continues = held?.type === part.type && held.id === part.id;
      if (!continues) release(controller);
      held = continues && held !== undefined ? { ...held, delta: held.delta + part.delta } : part;
      const now = performance.now();
      if (now - releasedAt < MERGED_MS) return;
      release(controller);
      releasedAt = now;
    },
    flush: release,
  });
}

/** One with something to say to the provider's next call stays as it is. */
function isPlainDelta(part: Part): part is Delta {
  const isDelta = part.type === 'text-delta' || part.type === 'reasoning-delta' || part.type === 'tool-input-delta';
  return isDelta && part.providerMetadata === undefined;
}
