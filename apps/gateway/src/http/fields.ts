import { applyDecorators, type Type } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { IsEmailAddress, IsRfc3339 } from './field-rules';
import { convertField, isPlainObject, toInstance } from './to-instance';

/*
 * One decorator per kind of input field: it validates (class-validator) and documents (OpenAPI) in one declaration.
 * A field is required unless `optional`; null is refused unless `nullable`.
 */

export interface FieldOptions {
  readonly optional?: boolean;
  readonly nullable?: boolean;
  readonly description?: string;
  readonly example?: unknown;
  readonly default?: unknown;
}

export interface TextOptions extends FieldOptions {
  readonly min?: number;
  readonly max: number;
  readonly pattern?: RegExp;
  /** How the pattern is told to people, e.g. "must be lower case". */
  readonly patternMessage?: string;
}

export function TextField({ min = 1, max, pattern, patternMessage, ...options }: TextOptions): PropertyDecorator {
  const rules = [
    IsString({ message: 'must be a text' }),
    MinLength(min, { message: min === 1 ? 'must not be empty' : `must have at least ${min} characters` }),
    MaxLength(max, { message: `must have at most ${max} characters` }),
    ...(pattern ? [Matches(pattern, { message: patternMessage ?? `must match ${pattern.source}` })] : []),
  ];
  return field(
    options,
    { type: 'string', minLength: min, maxLength: max, ...(pattern && { pattern: pattern.source }) },
    rules,
  );
}

export function EmailField(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'string', format: 'email', maxLength: 254 }, [IsEmailAddress()]);
}

export function UuidField(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'string', format: 'uuid' }, [IsUUID('all', { message: 'must be a UUID' })]);
}

/** RFC 3339 with an offset. */
export function TimeField(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'string', format: 'date-time' }, [IsRfc3339()]);
}

export interface RangeOptions extends FieldOptions {
  readonly min: number;
  readonly max: number;
}

export function IntegerField({ min, max, ...options }: RangeOptions): PropertyDecorator {
  const message = `must be a whole number from ${min} to ${max}`;
  return field(options, { type: 'integer', minimum: min, maximum: max }, [
    IsInt({ message }),
    Min(min, { message }),
    Max(max, { message }),
  ]);
}

export function NumberField({ min, max, ...options }: RangeOptions): PropertyDecorator {
  const message = `must be a number from ${min} to ${max}`;
  return field(options, { type: 'number', minimum: min, maximum: max }, [
    IsNumber({ allowInfinity: false, allowNaN: false }, { message }),
    Min(min, { message }),
    Max(max, { message }),
  ]);
}

export function BooleanField(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'boolean' }, [IsBoolean({ message: 'must be true or false' })]);
}

export function EnumField(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'string', enum: [...values] }, [
    IsIn([...values], { message: `must be one of ${values.join(', ')}` }),
  ]);
}

/** A JSON object whose inside is judged elsewhere, or by nobody. */
export function ObjectField(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'object', additionalProperties: true }, [IsObject({ message: 'must be an object' })]);
}

/** A JSON list whose items are judged elsewhere. */
export function ItemsField(options: FieldOptions = {}): PropertyDecorator {
  const items = { type: 'object', additionalProperties: true };
  return field(options, { type: 'array', items }, [IsArray({ message: 'must be a list' })]);
}

interface ListOptions extends FieldOptions {
  readonly min?: number;
  readonly max: number;
}

/** A list of texts, each of at most `maxLength` characters. */
export function TextListField({
  min = 0,
  max,
  maxLength,
  ...options
}: ListOptions & { maxLength: number }): PropertyDecorator {
  const items = { type: 'string', minLength: 1, maxLength };
  return field(options, { type: 'array', items, minItems: min, maxItems: max }, [
    IsArray({ message: 'must be a list' }),
    ArrayMinSize(min, { message: `must hold at least ${min} items` }),
    ArrayMaxSize(max, { message: `must hold at most ${max} items` }),
    IsString({ each: true, message: 'must hold texts only' }),
    MinLength(1, { each: true, message: 'must not hold empty texts' }),
    MaxLength(maxLength, { each: true, message: `must hold texts of at most ${maxLength} characters` }),
  ]);
}

/** An object of another declared class. */
export function NestedField(type: () => Type<object>, options: FieldOptions = {}): PropertyDecorator {
  return field(
    options,
    // Swagger knows a lazy type by the function's name.
    { type: () => type() },
    [IsObject({ message: 'must be an object' }), ValidateNested({ message: 'must be an object' })],
    (value) => (isPlainObject(value) ? toInstance(type(), value) : value),
  );
}

function field(
  { optional, nullable, description, example, default: byDefault }: FieldOptions,
  schema: ApiPropertyOptions,
  rules: readonly PropertyDecorator[],
  convert?: (value: unknown) => unknown,
): PropertyDecorator {
  const isGiven = (value: unknown) => !(value === undefined && optional) && !(value === null && nullable);
  const documented = {
    ...schema,
    required: !optional,
    ...(description !== undefined && { description }),
    ...(example !== undefined && { example }),
    ...(byDefault !== undefined && { default: byDefault }),
    ...(nullable && { nullable }),
  } as ApiPropertyOptions;
  return applyDecorators(
    ApiProperty(documented),
    ...(optional || nullable ? [ValidateIf((_object, value) => isGiven(value))] : []),
    ...rules,
    ...(convert ? [convertField(convert)] : []),
  );
}
