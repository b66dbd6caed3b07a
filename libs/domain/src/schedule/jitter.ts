/**
 * How long a firing is put off: the same for the same schedule and instant, wherever and whenever it is asked for, and
 * spread evenly below `maxSeconds` over schedules and instants.
 */
export function jitterMs(scheduleId: string, instantMs: number, maxSeconds: number): number {
  if (maxSeconds <= 0) return 0;
  return Math.floor((hash(`${scheduleId} ${instantMs}`) / 2 ** 32) * maxSeconds * 1000);
}

/** FNV-1a, with the finish of MurmurHash3, since the last characters alone differ from one instant to the next. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}
