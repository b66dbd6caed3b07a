import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { ChangeUser } from './change-user';
import { CreateUser } from './create-user';
import { UsersController } from './users.controller';

/** Accounts, made and disabled by admins. */
@Module({
  imports: [AuthModule, IdempotencyModule],
  controllers: [UsersController],
  providers: [CreateUser, ChangeUser],
})
export class UsersModule {}
