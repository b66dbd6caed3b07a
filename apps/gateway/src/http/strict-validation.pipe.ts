import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { validateSync, type ValidationError, type ValidatorOptions } from 'class-validator';
import { escapePointer } from './inspect-json';
import { type FieldError, invalidFields } from './problem.error';
import { isPlainObject, toInstance } from './to-instance';

const OPTIONS: ValidatorOptions = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: false,
  stopAtFirstError: true,
  validationError: { target: false, value: false },
};

/** Most requests have no query at all: judging nothing once is enough. */
const VALID_WHEN_EMPTY = new WeakSet<Type<object>>();

/**
 * Turns `@Body()` and `@Query()` into instances of their declared class, or refuses them naming every bad field. Not
 * Nest's own pipe, because that one copies free-form values deep and works asynchronously; this one does neither.
 */
@Injectable()
export class StrictValidationPipe implements PipeTransform {
  transform(value: unknown, { metatype, type }: ArgumentMetadata): unknown {
    if (!isInputClass(metatype) || (type !== 'body' && type !== 'query')) return value;
    return parseInput(metatype, value ?? {});
  }
}

/** An instance of the input class, or a refusal that names every bad field. */
export function parseInput<T extends object>(type: Type<T>, value: unknown): T {
  if (!isPlainObject(value)) throw invalidFields({ path: '', message: 'must be a JSON object' });
  const instance = toInstance(type, value);
  const isEmpty = Object.keys(value).length === 0;
  if (isEmpty && VALID_WHEN_EMPTY.has(type)) return instance;
  const failures = validateSync(instance, OPTIONS);
  if (failures.length > 0) throw invalidFields(...flatten(failures, ''));
  if (isEmpty) VALID_WHEN_EMPTY.add(type);
  return instance;
}

function isInputClass(metatype: ArgumentMetadata['metatype']): metatype is Type<object> {
  return metatype !== undefined && !([String, Number, Boolean, Array, Object] as unknown[]).includes(metatype);
}

function flatten(failures: readonly ValidationError[], parent: string): FieldError[] {
  return failures.flatMap((failure) => {
    const path = `${parent}/${escapePointer(failure.property)}`;
    if (failure.children?.length) return flatten(failure.children, path);
    return [{ path, message: messageOf(failure.constraints ?? {}) }];
  });
}

function messageOf(constraints: Record<string, string>): string {
  if ('whitelistValidation' in constraints) return 'is not a known field';
  return Object.values(constraints)[0] ?? 'is not valid';
}
