import type { KeyedHash } from '@cadre/crypto';
import type { IdempotencyRequest, Origin } from '@cadre/persistence';
import { ProblemCode } from '@cadre/contracts';
import type { FastifyRequest } from 'fastify';
import { originOf } from '../../http/origin.decorator';
import type { Principal } from '../../http/principal';
import { ProblemError } from '../../http/problem.error';
import { idempotencyRequestOf } from '../../idempotency/key-use.port';

/** Who submits, from where, and under which idempotency key. */
export interface Submitter {
  readonly principal: Principal;
  readonly origin: Origin;
  readonly idempotency: IdempotencyRequest | undefined;
}

export function submitterOf(request: FastifyRequest, hash: KeyedHash): Submitter {
  const { principal } = request;
  if (!principal) throw new ProblemError(ProblemCode.AuthenticationRequired, 'This needs a login.');
  return { principal, origin: originOf(request), idempotency: idempotencyRequestOf(request, hash) };
}
