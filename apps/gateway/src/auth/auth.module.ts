import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { KeyRing, PasswordHasher } from '@cadre/crypto';
import { AuditModule } from '../audit/audit.module';
import { GATEWAY_CONFIG } from '../platform/platform.port';
import { AccessTokenGuard } from './access-token.guard';
import { AccessTokenStrategy } from './access-token.strategy';
import { AuthController } from './auth.controller';
import { ChangePassword } from './change-password';
import { LogIn } from './log-in';
import { LogOut } from './log-out';
import { LoginGate } from './login-gate';
import { LoginStateCache } from './login-state-cache';
import { LOGIN_STATES } from './login-state.port';
import { RefreshSession } from './refresh-session';
import { RolesGuard } from './roles.guard';
import { RouteDeclarations } from './route-declarations';
import { SessionOpener } from './session-opener';
import { Sessions } from './session.port';
import { StoredLoginStates } from './stored-login-states';
import { TokenCache } from './token-cache';
import { TokenIssuer } from './token-issuer';
import { TOKEN_SETTINGS, tokenSettings } from './token-settings';

/** Who you are and what you may do: login, tokens, and the guards that stand before every route. */
@Module({
  imports: [PassportModule.register({ session: false }), DiscoveryModule, AuditModule],
  controllers: [AuthController],
  providers: [
    ...[AccessTokenStrategy, ChangePassword, LogIn, LogOut, LoginGate, LoginStateCache, RefreshSession],
    ...[RouteDeclarations, SessionOpener, TokenCache, TokenIssuer],
    { provide: PasswordHasher, useFactory: () => new PasswordHasher() },
    { provide: TOKEN_SETTINGS, useFactory: tokenSettings, inject: [GATEWAY_CONFIG, KeyRing] },
    { provide: LOGIN_STATES, useClass: StoredLoginStates },
    { provide: Sessions, useExisting: LoginStateCache },
    // In this order: who is it, may this role call the route.
    { provide: APP_GUARD, useClass: AccessTokenGuard },
    { provide: APP_GUARD, useClass: RolesGuard },
  ],
  exports: [Sessions, PasswordHasher],
})
export class AuthModule {}
