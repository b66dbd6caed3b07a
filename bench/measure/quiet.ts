import { setTimeout as pause } from 'node:timers/promises';
import { cpuTicks } from './process-table';

const WINDOW_MS = 1_000;
const TRIES = 20;
const QUIET = 0.85;

/** Waits a while for the machine to have nothing else to do; answers the share of it that was idle in the end. */
export async function quietMachine(): Promise<number> {
  let idle = 0;
  for (let tries = 0; tries < TRIES && idle < QUIET; tries += 1) idle = await idleShare();
  return idle;
}

async function idleShare(): Promise<number> {
  const before = cpuTicks();
  await pause(WINDOW_MS);
  const after = cpuTicks();
  return (after.idle - before.idle) / (after.total - before.total);
}
