import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../http/principal';
import type { AccessClaims } from './access-claims';
import { ACCESS_TOKEN_STRATEGY } from './access-token.strategy';
import { LoginStateCache } from './login-state-cache';
import type { LoginState } from './login-state.port';
import { isOpen } from './open-route';
import { TokenCache } from './token-cache';
import { refusedToken, tokenInvalid } from './token-problems';

const BEARER = /^bearer\s+(\S+)$/i;

/**
 * Lets in whoever shows a valid access token of an account that may still use it, and puts the principal on the request.
 * Signature and account are both remembered for a moment, so that the usual request waits for nothing here.
 */
@Injectable()
export class AccessTokenGuard extends AuthGuard(ACCESS_TOKEN_STRATEGY) {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokenCache,
    private readonly logins: LoginStateCache,
  ) {
    super();
  }

  override canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (isOpen(this.reflector, context)) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const claims = this.tokens.get(bearerOf(request));
    const login = claims && this.logins.peek(claims.sid);
    if (claims === undefined || login === undefined) return this.admitSlowly(context, request, claims);
    request.principal = admit(claims, login);
    return true;
  }

  /** Called by passport with what the strategy found out. */
  override handleRequest<T>(error: unknown, claims: T | false, info: unknown): T {
    if (error || !claims) throw refusedToken(error ?? info);
    return claims;
  }

  private async admitSlowly(
    context: ExecutionContext,
    request: FastifyRequest,
    known?: AccessClaims,
  ): Promise<boolean> {
    const claims = known ?? (await this.verify(context, request));
    request.principal = admit(claims, await this.logins.load(claims.sub, claims.sid));
    return true;
  }

  private async verify(
    context: ExecutionContext,
    request: FastifyRequest & { user?: AccessClaims },
  ): Promise<AccessClaims> {
    await super.canActivate(context);
    const claims = request.user;
    if (!claims) throw tokenInvalid();
    this.tokens.remember(bearerOf(request), claims);
    return claims;
  }
}

function bearerOf(request: FastifyRequest): string {
  return BEARER.exec(request.headers.authorization ?? '')?.[1] ?? '';
}

function admit(claims: AccessClaims, login: LoginState | null): Principal {
  if (login === null || login.userId !== claims.sub) throw tokenInvalid();
  if (login.disabled || login.ended || login.tokenVersion !== claims.ver) throw tokenInvalid();
  const { userId, email, role, tenant } = login;
  return { userId, email, role, tenant, tokenId: claims.jti, sessionId: claims.sid };
}
