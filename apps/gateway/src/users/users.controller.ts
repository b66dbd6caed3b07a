import { Body, Controller, Get, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ProblemCode } from '@cadre/contracts';
import { type Origin, UserStore } from '@cadre/persistence';
import type { FastifyReply } from 'fastify';
import { Roles } from '../auth/roles.decorator';
import { RequestOrigin } from '../http/origin.decorator';
import { PageQuery, pageOf } from '../http/page';
import { tellPage } from '../http/page-answer';
import { API } from '../http/paths';
import { ProblemError } from '../http/problem.error';
import { UuidParam } from '../http/uuid-param.decorator';
import { Idempotent } from '../idempotency/idempotent.decorator';
import { ChangeUser } from './change-user';
import { CreateUser } from './create-user';
import { UserItem, userItem, UserPage } from './user-answers';
import { ChangeUserBody, CreateUserBody } from './user-input';

@ApiTags('Users')
@Roles('admin')
@Controller(`${API}/users`)
export class UsersController {
  constructor(
    private readonly users: UserStore,
    private readonly createUser: CreateUser,
    private readonly changeUser: ChangeUser,
  ) {}

  @Post()
  @Idempotent()
  @ApiOperation({ summary: 'Create an account' })
  @ApiCreatedResponse({ type: UserItem })
  async create(
    @Body() body: CreateUserBody,
    @RequestOrigin() origin: Origin,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserItem> {
    const user = await this.createUser.create(body, origin);
    void reply.header('location', `/${API}/users/${user.user_id}`);
    return user;
  }

  @Get()
  @ApiOperation({ summary: 'All accounts, newest first' })
  @ApiOkResponse({ type: UserPage })
  async list(@Query() query: PageQuery, @Res({ passthrough: true }) reply: FastifyReply): Promise<UserPage> {
    const page = pageOf(query);
    const { users, total } = await this.users.list(page);
    return { users: users.map(userItem), ...tellPage(reply, page, { total }) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One account' })
  @ApiOkResponse({ type: UserItem })
  async show(@UuidParam('id') id: string): Promise<UserItem> {
    const user = await this.users.get(id);
    if (user === null) throw new ProblemError(ProblemCode.UserNotFound, 'There is no such user.');
    return userItem(user);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Disable, enable or change the role of an account' })
  @ApiOkResponse({ type: UserItem })
  change(
    @UuidParam('id') id: string,
    @Body() body: ChangeUserBody,
    @RequestOrigin() origin: Origin,
  ): Promise<UserItem> {
    return this.changeUser.change(id, body, origin);
  }
}
