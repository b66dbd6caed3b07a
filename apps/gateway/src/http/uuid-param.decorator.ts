import { Param, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { invalidFields } from './problem.error';

/** A path parameter that must be a UUID; anything else is 400 naming it. */
export function UuidParam(name: string): ParameterDecorator {
  return (target, method, index) => {
    Param(name, new UuidPipe(name))(target, method, index);
    document(name, target, method);
  };
}

function document(name: string, target: object, method: string | symbol | undefined): void {
  const descriptor = method === undefined ? undefined : Object.getOwnPropertyDescriptor(target, method);
  if (method === undefined || descriptor === undefined) return;
  ApiParam({ name, schema: { type: 'string', format: 'uuid' } })(target, method, descriptor);
}

class UuidPipe implements PipeTransform<string, string> {
  constructor(private readonly name: string) {}

  transform(value: string): string {
    if (!isUUID(value)) throw invalidFields({ path: `/${this.name}`, message: 'must be a UUID' });
    return value.toLowerCase();
  }
}
