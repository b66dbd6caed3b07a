import { ROLES, type Role } from '../http/principal';
import { Shown, ShownId } from '../http/shown';

/** Who is logged in. */
export class Me {
  @ShownId()
  user_id!: string;

  @Shown({ type: 'string', format: 'email' })
  email!: string;

  @Shown({ type: 'string', enum: ROLES })
  role!: Role;

  @Shown({ type: 'string' })
  tenant!: string;
}

/** A pair of tokens. */
export class TokenAnswer {
  @Shown({ type: 'string', description: 'Send it as "Authorization: Bearer …"' })
  access_token!: string;

  @Shown({ type: 'string', enum: ['Bearer'] })
  token_type!: 'Bearer';

  @Shown({ type: 'integer', description: 'Seconds until the access token expires' })
  expires_in!: number;

  @Shown({ type: 'string', description: 'For POST /auth/refresh; each one works once' })
  refresh_token!: string;

  @Shown({ type: Me })
  user!: Me;
}
