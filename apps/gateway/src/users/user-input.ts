import { MAX_PASSWORD_LENGTH } from '@cadre/crypto';
import { BooleanField, EmailField, EnumField, TextField } from '../http/fields';
import { ROLES, type Role } from '../http/principal';

const TENANT = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** POST /users */
export class CreateUserBody {
  @EmailField()
  email!: string;

  @TextField({ max: MAX_PASSWORD_LENGTH, description: 'At least 12 characters, and not a common one' })
  password!: string;

  @EnumField(ROLES)
  role!: Role;

  @TextField({
    max: 63,
    optional: true,
    pattern: TENANT,
    patternMessage: 'must be lower-case letters, digits and dashes',
    default: 'default',
    description: 'Made if it does not exist yet',
  })
  tenant?: string;
}

/** PATCH /users/{id} */
export class ChangeUserBody {
  @BooleanField({ optional: true, description: 'A disabled account is refused everywhere, its tokens included' })
  disabled?: boolean;

  @EnumField(ROLES, { optional: true })
  role?: Role;
}
