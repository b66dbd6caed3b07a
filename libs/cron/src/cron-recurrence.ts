import type { Recurrence } from '@cadre/domain';
import type { TimeZone } from './time-zone';
import type { WallPattern } from './wall-pattern';

/**
 * A cron expression in a time zone. A local time that does not exist runs at the instant at which clocks jump over it; one
 * that occurs twice runs the first time. Several that fall on one instant are one.
 */
export class CronRecurrence implements Recurrence {
  constructor(
    private readonly pattern: WallPattern,
    private readonly zone: TimeZone,
  ) {}

  nextAfter(instantMs: number): number | null {
    // Walls up to the present one are over: instants never run backwards along them.
    let wall = this.pattern.nextAfter(this.zone.wallAt(instantMs));
    while (wall !== null) {
      const instant = this.zone.instantOf(wall);
      if (instant > instantMs) return instant;
      // The second showing of an hour that was shown before, or a wall inside the gap that just ended.
      wall = this.pattern.nextAfter(wall);
    }
    return null;
  }
}
