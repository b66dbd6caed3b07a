import { Agent, fetch as undiciFetch, type RequestInit as UndiciRequestInit } from 'undici';

export interface ProviderConnections {
  readonly fetch: typeof globalThis.fetch;
  /** Tears down what still stands. */
  close(): Promise<void>;
}

/**
 * How the SDK reaches providers: never through a redirect, which would carry the key elsewhere, and never longer in
 * silence than given, neither before the first byte nor between two.
 */
export function openProviderConnections(silenceSeconds: number): ProviderConnections {
  const silenceMs = silenceSeconds * 1000;
  const dispatcher = new Agent({ headersTimeout: silenceMs, bodyTimeout: silenceMs, connectTimeout: 10_000 });
  const guarded = (input: string, init: UndiciRequestInit) =>
    undiciFetch(input, { ...init, dispatcher, redirect: 'error' });
  return {
    // The SDK gives a URL and plain options; undici's types and Node's differ in name only.
    fetch: guarded as unknown as typeof globalThis.fetch,
    close: () => dispatcher.destroy(),
  };
}
