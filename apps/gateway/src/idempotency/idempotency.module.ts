import { Module } from '@nestjs/common';
import { IdempotencyInterceptor } from './idempotency.interceptor';

/** Repeatable creating POSTs. Tasks keep their key in their own transaction instead. */
@Module({ providers: [IdempotencyInterceptor], exports: [IdempotencyInterceptor] })
export class IdempotencyModule {}
