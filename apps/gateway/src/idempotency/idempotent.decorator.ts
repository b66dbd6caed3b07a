import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { IdempotencyInterceptor } from './idempotency.interceptor';

/** Documents the header of a creating POST. */
export const ApiIdempotencyKey = (): MethodDecorator =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same key with the same body gets the first answer again, for 24 hours',
    schema: { type: 'string', minLength: 1, maxLength: 200 },
  });

/** A creating POST that may be repeated with an `Idempotency-Key`. The module imports IdempotencyModule. */
export const Idempotent = (): MethodDecorator =>
  applyDecorators(UseInterceptors(IdempotencyInterceptor), ApiIdempotencyKey());
