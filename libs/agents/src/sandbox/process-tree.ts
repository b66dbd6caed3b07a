import { spawn } from 'node:child_process';
import {
  descendantsOf,
  hasInEnvironment,
  ownerOf,
  readProcesses,
  readProcessTable,
  type ProcessEntry,
} from './process-table';

/** Which processes belong to a run. */
export interface TreeMarks {
  /** The process the worker started. */
  readonly root: number;
  /** A user nobody else has, if the run got one. */
  readonly uid: number | undefined;
  /** A text that only this run's processes were started with; finds those that slipped out of the tree. */
  readonly marker: string | undefined;
  /** The kernel's own list of them, where it keeps one that no process can leave. */
  readonly listed?: (() => readonly number[]) | undefined;
}

const KILL_ROUNDS = 50;
const KILL_ROUND_MS = 20;
const EMPTY_LOOKS = 3;

/** The living processes of a run. */
export function processesOf(marks: TreeMarks): ProcessEntry[] {
  if (marks.listed !== undefined) return readProcesses(marks.listed()).filter(({ zombie }) => !zombie);
  const table = readProcessTable();
  const tree = new Set(descendantsOf(marks.root, table).map(({ pid }) => pid));
  return table.filter((entry) => !entry.zombie && (tree.has(entry.pid) || slippedOut(entry, marks)));
}

/** Ends every process of a run, also those that started others meanwhile. Resolves with whether none is left. */
export async function killProcesses(marks: TreeMarks): Promise<boolean> {
  killGroup(marks.root);
  // A process that is born and whose parent dies while the table is read is seen by nobody: one empty look proves nothing
  // where processes can slip out of the tree.
  const looks = marks.marker === undefined ? 1 : EMPTY_LOOKS;
  if (marks.marker !== undefined && marks.uid !== undefined) await killUser(marks.uid);
  for (let [round, empty] = [0, 0]; round < KILL_ROUNDS; round++) {
    const alive = processesOf(marks);
    empty = alive.length === 0 ? empty + 1 : 0;
    if (empty === looks) return true;
    for (const { pid } of alive) kill(pid);
    await new Promise((resolve) => setTimeout(resolve, KILL_ROUND_MS));
  }
  return processesOf(marks).length === 0;
}

function slippedOut({ pid, group, session }: ProcessEntry, marks: TreeMarks): boolean {
  if (group === marks.root || session === marks.root) return true;
  if (marks.uid !== undefined) return ownerOf(pid) === marks.uid;
  return marks.marker !== undefined && hasInEnvironment(pid, marks.marker);
}

/** Ends everything of a user at once, as that user: the kernel lets nobody slip through. */
function killUser(uid: number): Promise<void> {
  const args = [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--', '/bin/sh', '-c', 'kill -9 -1'];
  const killing = spawn('setpriv', args, { stdio: 'ignore' });
  return new Promise((resolve) => {
    killing.once('error', () => resolve());
    killing.once('exit', () => resolve());
  });
}

function killGroup(pid: number): void {
  kill(-pid);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}
