import type { PipeTransform } from '@nestjs/common';
import { invalidFields } from '../http/problem.error';

/** The number of a version in a path. */
export class VersionPipe implements PipeTransform<string, number> {
  transform(value: string): number {
    if (!/^[1-9]\d{0,6}$/.test(value))
      throw invalidFields({ path: '/version', message: 'must be the number of a version' });
    return Number(value);
  }
}
