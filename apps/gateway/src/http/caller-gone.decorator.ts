import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

/** Begins to listen: the signal aborts when the caller hangs up before the answer. */
export type HearCallerGo = () => AbortSignal;

/** For routes that wait. A signal costs more than most of a short request, so there is none before it is asked for. */
export const CallerGone = createParamDecorator((_data: undefined, context: ExecutionContext): HearCallerGo => {
  const { raw } = context.switchToHttp().getResponse<FastifyReply>();
  return () => {
    const gone = new AbortController();
    // An abort costs, too: its reason carries a stack.
    raw.once('close', () => {
      if (!raw.writableFinished) gone.abort();
    });
    return gone.signal;
  };
});
