import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Origin } from '@cadre/persistence';
import { RequestOrigin } from '../http/origin.decorator';
import { API } from '../http/paths';
import type { Principal } from '../http/principal';
import { Me, TokenAnswer } from './auth-answers';
import { ChangePasswordBody, LoginBody, LogoutBody, RefreshBody } from './auth-input';
import { ChangePassword } from './change-password';
import { CurrentPrincipal } from './current-principal.decorator';
import { LogIn } from './log-in';
import { LogOut } from './log-out';
import { Public } from './public.decorator';
import { RefreshSession } from './refresh-session';
import { AnyRole } from './roles.decorator';

@ApiTags('Auth')
@Controller(`${API}/auth`)
export class AuthController {
  constructor(
    private readonly logIn: LogIn,
    private readonly refreshSession: RefreshSession,
    private readonly logOut: LogOut,
    private readonly changePassword: ChangePassword,
  ) {}

  @Public()
  @Post('login')
  @HttpCode(200)
  @ApiOperation({ summary: 'Log in with email and password' })
  @ApiOkResponse({ type: TokenAnswer })
  login(@Body() body: LoginBody, @RequestOrigin() origin: Origin): Promise<TokenAnswer> {
    return this.logIn.logIn(body, origin);
  }

  @Public()
  @Post('refresh')
  @HttpCode(200)
  @ApiOperation({ summary: 'Exchange a refresh token for new tokens' })
  @ApiOkResponse({ type: TokenAnswer })
  refresh(@Body() { refresh_token }: RefreshBody, @RequestOrigin() origin: Origin): Promise<TokenAnswer> {
    return this.refreshSession.refresh(refresh_token, origin);
  }

  @AnyRole()
  @Post('logout')
  @HttpCode(204)
  @ApiOperation({ summary: 'End this session' })
  @ApiNoContentResponse({ description: 'Neither token of the session is accepted any more' })
  logout(
    @CurrentPrincipal() principal: Principal,
    @Body() { refresh_token }: LogoutBody,
    @RequestOrigin() origin: Origin,
  ): Promise<void> {
    return this.logOut.logOut(principal, refresh_token, origin);
  }

  @AnyRole()
  @Post('change-password')
  @HttpCode(200)
  @ApiOperation({ summary: 'Change the own password; ends all sessions and opens a new one' })
  @ApiOkResponse({ type: TokenAnswer })
  change(
    @CurrentPrincipal() principal: Principal,
    @Body() body: ChangePasswordBody,
    @RequestOrigin() origin: Origin,
  ): Promise<TokenAnswer> {
    return this.changePassword.change(principal, body, origin);
  }

  @AnyRole()
  @Get('me')
  @ApiOperation({ summary: 'Who is logged in' })
  @ApiOkResponse({ type: Me })
  me(@CurrentPrincipal() { userId, email, role, tenant }: Principal): Me {
    return { user_id: userId, email, role, tenant };
  }
}
