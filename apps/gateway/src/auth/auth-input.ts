import { EmailField, TextField } from '../http/fields';
import { MAX_PASSWORD_LENGTH } from '@cadre/crypto';

const MAX_TOKEN_LENGTH = 200;

/** POST /auth/login */
export class LoginBody {
  @EmailField({ example: 'admin@localhost' })
  email!: string;

  @TextField({ max: MAX_PASSWORD_LENGTH })
  password!: string;
}

/** POST /auth/refresh */
export class RefreshBody {
  @TextField({ max: MAX_TOKEN_LENGTH })
  refresh_token!: string;
}

/** POST /auth/logout */
export class LogoutBody {
  @TextField({ max: MAX_TOKEN_LENGTH, optional: true, description: 'The session it belongs to ends, too' })
  refresh_token?: string;
}

/** POST /auth/change-password */
export class ChangePasswordBody {
  @TextField({ max: MAX_PASSWORD_LENGTH })
  current_password!: string;

  @TextField({ max: MAX_PASSWORD_LENGTH, description: 'At least 12 characters, and not a common one' })
  new_password!: string;
}
