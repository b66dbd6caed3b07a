import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum';
import type { FastifyRequest } from 'fastify';
import { escapePointer } from './inspect-json';
import { invalidFields } from './problem.error';
import { isPlainObject } from './to-instance';

interface Declared {
  readonly body: boolean;
  readonly query: boolean;
}

type Handler = ReturnType<ExecutionContext['getHandler']>;

/**
 * Unknown fields are refused also where a handler declares no body or no query at all: a filter that is silently ignored
 * would look as if it had matched everything.
 */
@Injectable()
export class UndeclaredInputGuard implements CanActivate {
  private readonly declared = new WeakMap<Handler, Declared>();

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { body, query } = this.declarationOf(context);
    if (!query) refuseAny(request.query);
    if (!body) refuseAny(request.body);
    return true;
  }

  private declarationOf(context: ExecutionContext): Declared {
    const handler = context.getHandler();
    const known = this.declared.get(handler);
    if (known) return known;
    const declared = readDeclaration(context.getClass(), handler.name);
    this.declared.set(handler, declared);
    return declared;
  }
}

function readDeclaration(controller: object, method: string): Declared {
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<string, unknown>;
  const has = (kind: RouteParamtypes) => Object.keys(args).some((key) => key.startsWith(`${kind}:`));
  // A handler that takes the whole request may read a raw body; a query is declared, or there is none.
  return {
    body: has(RouteParamtypes.BODY) || has(RouteParamtypes.REQUEST),
    query: has(RouteParamtypes.QUERY),
  };
}

function refuseAny(input: unknown): void {
  if (input === undefined || input === null) return;
  if (!isPlainObject(input)) throw invalidFields({ path: '', message: 'this request takes no body' });
  const keys = Object.keys(input);
  if (keys.length === 0) return;
  throw invalidFields(
    ...keys.slice(0, 20).map((key) => ({ path: `/${escapePointer(key)}`, message: 'is not a known field' })),
  );
}
