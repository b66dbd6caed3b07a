import type { PipeTransform } from '@nestjs/common';
import { invalidFields } from '../../http/problem.error';
import { isPlainObject } from '../../http/to-instance';

/** Any JSON object; without a body an empty one. */
export class SignalBodyPipe implements PipeTransform<unknown, Record<string, unknown>> {
  transform(body: unknown): Record<string, unknown> {
    if (body === undefined || body === null) return {};
    if (!isPlainObject(body)) throw invalidFields({ path: '', message: 'must be a JSON object' });
    return body;
  }
}
