import { ProblemCode } from '@cadre/contracts';
import { passwordWeakness } from '@cadre/crypto';
import { ProblemError } from './problem.error';

/** Throws PASSWORD_TOO_WEAK naming the field. */
export function requireStrongPassword(password: string, email: string, path: string): void {
  const weakness = passwordWeakness(password, email);
  if (weakness === null) return;
  throw new ProblemError(ProblemCode.PasswordTooWeak, `The password ${weakness}.`, {
    errors: [{ path, message: weakness }],
  });
}
