/** Nothing else runs in this process for longer than this because of streams. */
const LONGEST_MS = 10;

interface Turn {
  readonly startedAt: number;
  /** Resolves in the next turn of the event loop. */
  readonly over: Promise<void>;
}

let present: Turn | undefined;

/**
 * What a stream that reads on and on awaits between two parts: parts that have arrived are handed on without the event loop
 * getting a turn, and hundreds of streams together would stop everything else. Undefined while there is time left.
 */
export function fairTurn(): Promise<void> | undefined {
  const now = performance.now();
  present ??= beginTurn(now);
  return now - present.startedAt < LONGEST_MS ? undefined : present.over;
}

function beginTurn(startedAt: number): Turn {
  const over = new Promise<void>((resolve) => {
    setImmediate(() => {
      present = undefined;
      resolve();
    });
  });
  return { startedAt, over };
}
