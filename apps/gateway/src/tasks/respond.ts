import type { FastifyReply } from 'fastify';
import { replay } from '../idempotency/key-use.port';
import { isRefusal, throwRefusal } from './submit/submission-answer';
import type { SubmittedAnswer } from './submit/submit-task';

/** Gives an answer that may come from under an idempotency key; returns its body, or throws what was refused. */
export function respond(reply: FastifyReply, { answer, replayed }: SubmittedAnswer): unknown {
  if (isRefusal(answer.body)) throwRefusal(answer.body, replayed ? { 'idempotency-replayed': 'true' } : {});
  if (replayed) return replay(reply, answer);
  void reply.code(answer.statusCode);
  if (answer.location !== null) void reply.header('location', answer.location);
  return answer.body;
}
