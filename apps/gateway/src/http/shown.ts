import { ApiProperty } from '@nestjs/swagger';

/** Documents a field of an answer. */
export const Shown = (options: Readonly<Record<string, unknown>> = {}): PropertyDecorator => ApiProperty(options);

/** A UUID in an answer. */
export const ShownId = (options: { nullable?: boolean } = {}): PropertyDecorator =>
  ApiProperty({ type: 'string', format: 'uuid', ...options });

/** A time in an answer: RFC 3339, UTC, milliseconds. */
export const ShownTime = (options: { nullable?: boolean; description?: string } = {}): PropertyDecorator =>
  ApiProperty({ type: 'string', format: 'date-time', ...options });
