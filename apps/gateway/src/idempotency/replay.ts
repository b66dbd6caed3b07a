import type { StoredAnswer } from '@cadre/persistence';
import type { FastifyReply } from 'fastify';

/** Gives the first answer again, marked as such; returns its body. */
export function replay(reply: FastifyReply, answer: StoredAnswer): unknown {
  void reply.code(answer.statusCode).header('idempotency-replayed', 'true');
  if (answer.location !== null) void reply.header('location', answer.location);
  return answer.body;
}
