import type { Quota } from './quota';
import type { Submitter } from './submitter';
import { loadTask } from './task-mix';

const SUBMITTERS = 20;
/** One in so many is submitted once more at once, as a client does that doubts. */
const REPEATED = 20;

/** Twenty clients, each with one request at a time. Resolves when every task is accepted, or the run is over. */
export async function driveLoad(seed: number, quota: Quota, newSubmitter: () => Submitter): Promise<void> {
  const work = async (submitter: Submitter): Promise<void> => {
    for (let no = await quota.take(); no !== undefined; no = await quota.take()) {
      const task = loadTask(seed, no);
      await submitter.submit(task);
      if (no % REPEATED === 0) await submitter.submit(task, 'repeat');
    }
  };
  await Promise.all(Array.from({ length: SUBMITTERS }, () => work(newSubmitter())));
}
