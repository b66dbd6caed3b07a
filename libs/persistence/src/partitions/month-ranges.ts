/** One calendar month in UTC. */
export interface MonthRange {
  /** `202610`: the end of a partition's name. */
  readonly suffix: string;
  readonly from: Date;
  readonly to: Date;
}

/** The month that holds `at`, and the `ahead` months after it. */
export function monthsFrom(at: Date, ahead: number): MonthRange[] {
  return Array.from({ length: ahead + 1 }, (_, index) => monthRange(at.getUTCFullYear(), at.getUTCMonth() + index));
}

/** The month a suffix stands for; null for anything else, such as `default`. */
export function monthOfSuffix(suffix: string): MonthRange | null {
  const match = /^(\d{4})(\d{2})$/.exec(suffix);
  return match ? monthRange(Number(match[1]), Number(match[2]) - 1) : null;
}

function monthRange(year: number, month: number): MonthRange {
  const from = new Date(Date.UTC(year, month, 1));
  const to = new Date(Date.UTC(year, month + 1, 1));
  return { suffix: from.toISOString().slice(0, 7).replace('-', ''), from, to };
}
