/** From when on a clock was ahead by so much; milliseconds since 1970, by a clock that nobody sets. */
export interface ClockSetting {
  readonly from: number;
  readonly aheadMs: number;
}

/**
 * When a clock that was set now and then showed this time, in truth. A clock that was set back showed some times twice: the
 * first of them is meant. One that nobody ever saw counts by the last setting.
 */
export function realTime(shown: number, settings: readonly ClockSetting[]): number {
  const index = settings.findIndex(({ from, aheadMs }, place) => {
    const at = shown - aheadMs;
    return from <= at && at < (settings[place + 1]?.from ?? Infinity);
  });
  return shown - (settings.at(index)?.aheadMs ?? 0);
}
