import { applyDecorators } from '@nestjs/common';
import { BooleanField, EnumField, type FieldOptions, IntegerField, type RangeOptions } from './fields';
import { ArrayMaxSize, IsArray, IsIn, ValidateIf } from 'class-validator';
import { ApiProperty } from '@nestjs/swagger';
import { convertField } from './to-instance';

/* Fields of a query string, where everything arrives as text. Texts, times and UUIDs use the ordinary decorators. */

/** A whole number; anything else stays text and is refused. */
export function IntegerQuery(options: RangeOptions): PropertyDecorator {
  return applyDecorators(IntegerField({ optional: true, ...options }), convertField(toInteger));
}

/** `true` or `false`. */
export function BooleanQuery(options: FieldOptions = {}): PropertyDecorator {
  return applyDecorators(BooleanField({ optional: true, ...options }), convertField(toBoolean));
}

/** One of the values, at most once. */
export function EnumQuery(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return EnumField(values, { optional: true, ...options });
}

/** One or several of the values: `?status=failed&status=timeout`. Always a list for the handler. */
export function EnumListQuery(values: readonly string[], { description }: FieldOptions = {}): PropertyDecorator {
  const items = { type: 'string', enum: [...values] };
  return applyDecorators(
    ApiProperty({ type: 'array', items, required: false, ...(description !== undefined && { description }) }),
    ValidateIf((_object, value) => value !== undefined),
    IsArray(),
    ArrayMaxSize(values.length, { message: `must be given at most ${values.length} times` }),
    IsIn([...values], { each: true, message: `must be one of ${values.join(', ')}` }),
    convertField((value): unknown => (Array.isArray(value) ? value : [value])),
  );
}

function toInteger(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
}

function toBoolean(value: unknown): unknown {
  if (value === 'true') return true;
  return value === 'false' ? false : value;
}
