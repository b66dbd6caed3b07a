import { Injectable } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import { PasswordHasher, uuidv7 } from '@cadre/crypto';
import { type Origin, TenantStore, UserStore } from '@cadre/persistence';
import { ProblemError } from '../http/problem.error';
import { requireStrongPassword } from '../http/require-strong-password';
import { type UserItem, userItem } from './user-answers';
import type { CreateUserBody } from './user-input';

const DEFAULT_TENANT = 'default';

/** An admin makes an account; a tenant that does not exist yet is made with it. */
@Injectable()
export class CreateUser {
  constructor(
    private readonly users: UserStore,
    private readonly tenants: TenantStore,
    private readonly hasher: PasswordHasher,
  ) {}

  async create(body: CreateUserBody, origin: Origin): Promise<UserItem> {
    const { email, password, role, tenant = DEFAULT_TENANT } = body;
    requireStrongPassword(password, email, '/password');
    const passwordHash = await this.hasher.hash(password);
    await this.tenants.ensure(tenant, origin);
    const outcome = await this.users.create({ userId: uuidv7(), email, passwordHash, role, tenant }, origin);
    if (outcome.kind === 'created') return userItem(outcome.user);
    throw new ProblemError(ProblemCode.AlreadyExists, 'There is an account with this email.', {
      errors: [{ path: '/email', message: 'is taken' }],
    });
  }
}
