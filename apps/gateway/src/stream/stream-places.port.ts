import { Inject, Injectable } from '@nestjs/common';
import type { GatewayConfig } from '@cadre/config';
import { ProblemCode } from '@cadre/contracts';
import { ProblemError } from '../http/problem.error';
import { GATEWAY_CONFIG } from '../platform/platform.port';

/** Gives a place back; a second call does nothing. */
export type LeavePlace = () => void;

/** A client comes again after so long; one of its other streams may be over by then. */
const RETRY_AFTER_SECONDS = 5;

/** Counts the open streams of each user: nobody may use up the connections of everybody. */
@Injectable()
export class StreamPlaces {
  private readonly taken = new Map<string, number>();

  constructor(@Inject(GATEWAY_CONFIG) private readonly config: Pick<GatewayConfig, 'streamsPerUser'>) {}

  /** Refuses with RATE_LIMITED when the user has as many streams as allowed. */
  take(userId: string): LeavePlace {
    const count = this.taken.get(userId) ?? 0;
    if (count >= this.config.streamsPerUser) throw tooManyStreams(count);
    this.taken.set(userId, count + 1);
    let left = false;
    return () => {
      if (!left) this.leave(userId);
      left = true;
    };
  }

  private leave(userId: string): void {
    const count = this.taken.get(userId) ?? 0;
    if (count > 1) this.taken.set(userId, count - 1);
    else this.taken.delete(userId);
  }
}

function tooManyStreams(count: number): ProblemError {
  return new ProblemError(ProblemCode.RateLimited, `You have ${count} streams open; close one first.`, {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
