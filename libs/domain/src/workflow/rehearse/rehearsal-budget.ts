import type { JsonValue } from '../definition/json-value';
import { jsonSize } from '../template/json-size';
import type { RehearsalLimit } from './rehearsal';

export const REHEARSAL_LIMITS = { steps: 1000, characters: 8 * 1024 * 1024 } as const;

/** What looking at one step of one element costs, told in characters that are read. */
const CELL = 2;

/**
 * Bounds the work of a rehearsal and the size of its answer. Every start costs what its references read and what it is
 * given, every answer what it says; counted instead of timed, so the same rehearsal always ends at the same place.
 */
export class RehearsalBudget {
  /** Which limit was reached. */
  reached: RehearsalLimit | null = null;
  private steps: number = REHEARSAL_LIMITS.steps;
  private characters: number = REHEARSAL_LIMITS.characters;

  /** How many steps may still be started. */
  get stepsLeft(): number {
    return this.steps;
  }

  /** Whether one more step may be started that reads so many characters. */
  takeStep(reads: number): boolean {
    if (this.steps === 0) this.reached ??= 'steps';
    if (!this.takeCharacters(reads)) return false;
    this.steps--;
    return true;
  }

  /** Whether so many may still be read or shown. */
  takeCharacters(count: number): boolean {
    this.characters -= count;
    if (this.characters < 0) this.reached ??= 'size';
    return this.reached === null;
  }

  /** Whether a value may still be shown. */
  takeValue(value: JsonValue): boolean {
    return this.takeCharacters(jsonSize(value, REHEARSAL_LIMITS.characters));
  }

  /** Pays for one look at everything that could start. */
  takeLook(steps: number): void {
    void this.takeCharacters(steps * CELL);
  }
}
