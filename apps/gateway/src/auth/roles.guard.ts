import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ProblemCode } from '@cadre/contracts';
import type { FastifyRequest } from 'fastify';
import type { Role } from '../http/principal';
import { ProblemError } from '../http/problem.error';
import { isOpen } from './open-route';
import { ROLES_KEY } from './roles.decorator';

/** Lets pass whose role the route declares. Denies by default: a route without a declaration admits nobody. */
@Injectable()
export class RolesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    if (isOpen(this.reflector, context)) return true;
    const targets = [context.getHandler(), context.getClass()];
    const allowed = this.reflector.getAllAndOverride<readonly Role[] | undefined>(ROLES_KEY, targets) ?? [];
    const { principal } = context.switchToHttp().getRequest<FastifyRequest>();
    if (principal && allowed.includes(principal.role)) return true;
    throw new ProblemError(ProblemCode.Forbidden, forbiddenDetail(allowed));
  }
}

function forbiddenDetail(allowed: readonly Role[]): string {
  return allowed.length === 0 ? 'Nobody may call this.' : `This needs the role ${allowed.join(' or ')}.`;
}
