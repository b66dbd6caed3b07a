import { Cron } from 'croner';
import { InvalidCronError } from './cron.errors';

const LONGEST_EXPRESSION = 200;
const NICKNAME = /^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/i;
/** Never to be reached: the expression is asked for instants only. */
const NOT_STARTED = { paused: true } as const;

/** A cron expression over walls, in a world where every day has 24 hours. Time zones come in with CronRecurrence. */
export class WallPattern {
  private constructor(private readonly cron: Cron) {}

  /** Throws InvalidCronError. */
  static parse(expression: string): WallPattern {
    requireShape(expression);
    const pattern = new WallPattern(parse(expression));
    if (pattern.nextAfter(0) === null) throw new InvalidCronError('names no day that any calendar has');
    return pattern;
  }

  /** The first wall after this one; null when none is left. */
  nextAfter(wallMs: number): number | null {
    try {
      return this.cron.nextRun(new Date(wallMs))?.getTime() ?? null;
    } catch (error) {
      // The library looks for days that do not exist (31 of four short months) until its stack is full.
      if (error instanceof RangeError) return null;
      throw error;
    }
  }
}

/** What the library would read as something else than an expression of 5 or 6 fields. */
function requireShape(expression: string): void {
  if (expression.length > LONGEST_EXPRESSION) {
    throw new InvalidCronError(`must have at most ${LONGEST_EXPRESSION} characters`);
  }
  if (expression.startsWith('@')) {
    if (NICKNAME.test(expression)) return;
    throw new InvalidCronError('must be one of @yearly, @monthly, @weekly, @daily, @hourly, or have 5 or 6 fields');
  }
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== 5 && fields.length !== 6) throw new InvalidCronError('must have 5 or 6 fields');
}

function parse(expression: string): Cron {
  try {
    // With a fixed offset the library does no zone arithmetic of its own.
    return new Cron(expression.trim(), { utcOffset: 0, ...NOT_STARTED });
  } catch (error) {
    throw new InvalidCronError(`is no cron expression: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  return message.replace(/^CronPattern: /, '').slice(0, LONGEST_EXPRESSION);
}
