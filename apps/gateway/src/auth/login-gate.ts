import { Injectable, Logger } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import { AuditEventType, AuditStore, emailKey, type Origin } from '@cadre/persistence';
import { AuditTrail } from '../audit/audit.port';
import { ProblemError } from '../http/problem.error';
import { LOCK_SECONDS, LoginThrottle, MAX_FAILURES } from './login-throttle';

/**
 * Stands before every check of a password: lets it happen unless the account failed too often from this address, and
 * notes how it ended. This process counts by itself; what other replicas saw stands in the audit log.
 */
@Injectable()
export class LoginGate {
  private readonly logger = new Logger('auth');
  private readonly throttle = new LoginThrottle();

  constructor(
    private readonly audit: AuditTrail,
    private readonly auditStore: AuditStore,
  ) {}

  /** Runs `check`, which throws INVALID_CREDENTIALS when the password is wrong. */
  async guard<T>(address: string, caller: Origin, check: () => Promise<T>): Promise<T> {
    const email = emailKey(address);
    const origin = { ...caller, email };
    const attempt = await this.throttle.attempt(email, origin.ipAddress ?? '');
    if (attempt.kind === 'locked') throw this.locked(origin, attempt.retryAfterSeconds);
    let failed = false;
    try {
      await this.refuseIfLockedElsewhere(email, origin);
      const result = await check();
      this.audit.note({ eventType: AuditEventType.LoginSucceeded, outcome: 'ok', origin });
      return result;
    } catch (error) {
      failed = isWrongPassword(error);
      if (failed) await this.audit.keep({ eventType: AuditEventType.LoginFailed, outcome: 'failed', origin });
      throw error;
    } finally {
      attempt.end(failed);
    }
  }

  private async refuseIfLockedElsewhere(email: string, origin: Origin): Promise<void> {
    const failures = await this.auditStore.loginFailures({
      email,
      ipAddress: origin.ipAddress,
      withinSeconds: LOCK_SECONDS,
    });
    if (failures >= MAX_FAILURES) throw this.locked(origin, LOCK_SECONDS);
  }

  private locked(origin: Origin, retryAfterSeconds: number): ProblemError {
    this.audit.note({ eventType: AuditEventType.LoginLocked, outcome: 'denied', origin });
    this.logger.warn({ correlation_id: origin.correlationId }, 'login locked');
    return new ProblemError(ProblemCode.LoginLocked, 'Too many failed logins; wait before the next try.', {
      retryAfterSeconds,
    });
  }
}

function isWrongPassword(error: unknown): boolean {
  return error instanceof ProblemError && error.code === ProblemCode.InvalidCredentials;
}
