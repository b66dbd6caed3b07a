/** Thrown into whoever reads an answer that has no end. */
class AnswerTooLongError extends Error {
  readonly code = 'ANSWER_TOO_LONG';
  constructor(mostBytes: number) {
    super(`the answer has more than ${mostBytes} bytes`);
    this.name = 'AnswerTooLongError';
  }
}

/** The same fetch, whose answers break off beyond so many bytes: not every reader stops by itself. */
export function boundedFetch(
  fetch: typeof globalThis.fetch,
  mostBytes: number,
  onExceeded: () => void,
): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (response.body === null) return response;
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(limiter(mostBytes, onExceeded)), { status, statusText, headers });
  };
}

function limiter(mostBytes: number, onExceeded: () => void): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.length;
      if (bytes <= mostBytes) return controller.enqueue(chunk);
      controller.error(new AnswerTooLongError(mostBytes));
      onExceeded();
    },
  });
}
