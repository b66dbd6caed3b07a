import type { ChildProcess } from 'node:child_process';
import { isAlive } from './process-table';

/** Gentle first: end all connections and write everything down, end at once, end without a word. */
const STEPS = [
  { signal: 'SIGINT', patienceMs: 30_000 },
  { signal: 'SIGQUIT', patienceMs: 10_000 },
  { signal: 'SIGKILL', patienceMs: 10_000 },
] as const;
const POLL_MS = 20;

/** Stops a server we started. Resolves when its process is gone. */
export async function stopServer(child: ChildProcess): Promise<void> {
  const gone = () => child.exitCode !== null || child.signalCode !== null;
  await stopBySteps((signal) => child.kill(signal), gone);
}

/** Stops a server that outlived those who started it. */
export async function stopOrphan(pid: number): Promise<void> {
  await stopBySteps(
    (signal) => process.kill(pid, signal),
    () => !isAlive(pid),
  );
}

async function stopBySteps(send: (signal: NodeJS.Signals) => void, gone: () => boolean): Promise<void> {
  for (const { signal, patienceMs } of STEPS) {
    if (gone()) return;
    trySend(send, signal);
    if (await becomesTrue(gone, patienceMs)) return;
  }
}

function trySend(send: (signal: NodeJS.Signals) => void, signal: NodeJS.Signals): void {
  try {
    send(signal);
  } catch (error) {
    // Gone between the look and the signal.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function becomesTrue(condition: () => boolean, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  return new Promise((resolve) => {
    const poll = setInterval(() => {
      const met = condition();
      if (!met && performance.now() < deadline) return;
      clearInterval(poll);
      resolve(met);
    }, POLL_MS);
  });
}
