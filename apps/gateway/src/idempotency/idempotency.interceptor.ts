import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { KeyedHash } from '@cadre/crypto';
import { type IdempotencyRequest, IdempotencyStore } from '@cadre/persistence';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catchError, from, mergeMap, type Observable, of } from 'rxjs';
import { KEYED_HASH } from '../platform/platform.port';
import { keyInProgress, keyReused } from './idempotency-problems';
import { idempotencyRequestOf } from './idempotency-request';
import { replay } from './replay';
import { settledOutcome } from './settled-outcome';

/** Carries a creating POST out once per key: reserves the key, runs the handler, keeps its answer for repeats. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly store: IdempotencyStore,
    @Inject(KEYED_HASH) private readonly hash: KeyedHash,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = idempotencyRequestOf(http.getRequest<FastifyRequest>(), this.hash);
    if (request === undefined) return next.handle();
    const reply = http.getResponse<FastifyReply>();
    const outcome = await settledOutcome(() => this.store.reserve(request));
    switch (outcome.kind) {
      case 'mine':
        return this.runOnce(request, reply, next);
      case 'replayed':
        return of(replay(reply, outcome.answer));
      case 'key_reused':
        throw keyReused();
      case 'in_flight':
        throw keyInProgress();
    }
  }

  private runOnce(request: IdempotencyRequest, reply: FastifyReply, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      mergeMap((body: unknown) => from(this.keepAnswer(request, reply, body))),
      // A refused request is not remembered: it may be sent again, mended, under the same key.
      catchError(async (error: unknown) => {
        await this.store.release(request).catch(() => undefined);
        throw error;
      }),
    );
  }

  private async keepAnswer(request: IdempotencyRequest, reply: FastifyReply, body: unknown): Promise<unknown> {
    const location = reply.getHeader('location');
    await this.store.complete(request, {
      statusCode: reply.statusCode,
      body,
      location: typeof location === 'string' ? location : null,
    });
    return body;
  }
}
