import { ProblemCode } from '@cadre/contracts';
import { ProblemError } from '../http/problem.error';

/** 401 for what passport or jsonwebtoken found out; never says more than expired, missing or invalid. */
export function refusedToken(reason: unknown): ProblemError {
  const { name, message } = reason instanceof Error ? reason : { name: '', message: '' };
  if (message === 'No auth token') return authenticationRequired();
  if (name === 'TokenExpiredError') {
    return challenge(
      ProblemCode.TokenExpired,
      'The access token has expired; refresh it or log in again.',
      'invalid_token',
    );
  }
  return tokenInvalid();
}

export function tokenInvalid(): ProblemError {
  return challenge(ProblemCode.TokenInvalid, 'The access token is not valid; log in again.', 'invalid_token');
}

function authenticationRequired(): ProblemError {
  return challenge(ProblemCode.AuthenticationRequired, 'Send an access token as "Authorization: Bearer …".');
}

function challenge(code: ProblemCode, detail: string, error?: string): ProblemError {
  const value = error ? `Bearer realm="cadre", error="${error}"` : 'Bearer realm="cadre"';
  return new ProblemError(code, detail, { headers: { 'www-authenticate': value } });
}
