import { ACCESS_TOKEN_TYPE, TOKEN_ALGORITHM } from './token-settings';

/** Header members that would point to a key of the sender's choice, or demand something unknown of us. */
const REFUSED_MEMBERS = ['jku', 'jwk', 'x5u', 'x5c', 'crit'];

/**
 * The key id a token names, or null when its header is not one of ours: another algorithm, another kind of token, or a
 * key brought along. Nothing the header says is fetched or opened; the id is only looked up.
 */
export function keyIdOf(token: string): string | null {
  const header = parseHeader(token);
  if (header === null) return null;
  if (header.alg !== TOKEN_ALGORITHM || header.typ !== ACCESS_TOKEN_TYPE) return null;
  if (REFUSED_MEMBERS.some((member) => member in header)) return null;
  return typeof header.kid === 'string' ? header.kid : null;
}

function parseHeader(token: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
