import type { CrashPointName } from './crash-point-names';

const armed = process.env['CADRE_CRASH_POINT'];
let passesLeft = Number(process.env['CADRE_CRASH_POINT_COUNT'] ?? 1);

/**
 * Kills this process, without any clean-up, when a test armed this point (`CADRE_CRASH_POINT`) and it is passed for the
 * `CADRE_CRASH_POINT_COUNT`th time. Costs one comparison otherwise.
 */
export function crashPoint(name: CrashPointName): void {
  if (armed !== name) return;
  passesLeft -= 1;
  if (passesLeft > 0) return;
  process.kill(process.pid, 'SIGKILL');
}
