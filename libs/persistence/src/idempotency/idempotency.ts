/** One use of an Idempotency-Key. */
export interface IdempotencyRequest {
  /** The user the key belongs to. */
  readonly principal: string;
  /** Method and route, such as `POST /tasks`: a key is used once per route. */
  readonly route: string;
  readonly key: string;
  /** Keyed hash of the canonical body. */
  readonly bodyHash: string;
}

/** The first answer to a request, kept sealed and given again to every repetition. */
export interface StoredAnswer {
  readonly statusCode: number;
  /** JSON. */
  readonly body: unknown;
  readonly location: string | null;
}

/** What a key's row says to somebody who comes second. */
export type KeyTaken =
  | { readonly kind: 'replayed'; readonly answer: StoredAnswer }
  /** The first request is still under way: ask again. */
  | { readonly kind: 'in_flight' }
  /** The key came before with another body. */
  | { readonly kind: 'key_reused' };

/** `mine`: this request is the first with its key and has to be carried out. */
export type KeyClaim = { readonly kind: 'mine' } | KeyTaken;

/** Names a key in maps and as the row id of its sealed answer. */
export function keyName({ principal, route, key }: Pick<IdempotencyRequest, 'principal' | 'route' | 'key'>): string {
  return JSON.stringify([principal, route, key]);
}
