import { statement } from '../../database/statement';

/** $1 uuid  user */
export const REVOKE_TOKENS_OF_USER = statement<[string]>(
  'refresh_revoke_user',
  `UPDATE refresh_tokens SET revoked_at = now() WHERE user_id = $1 AND revoked_at IS NULL`,
);

/** $1 uuid  family */
export const REVOKE_FAMILY = statement<[string]>(
  'refresh_revoke_family',
  `UPDATE refresh_tokens SET revoked_at = now() WHERE family_id = $1 AND revoked_at IS NULL`,
);
