import { descendantsOf, hasInEnvironment, ownerOf, readProcessTable, type ProcessEntry } from './process-table';

/** Which processes belong to a run. */
export interface TreeMarks {
  /** The process the worker started. */
  readonly root: number;
  /** A user nobody else has, if the run got one. */
  readonly uid: number | undefined;
  /** A text that only this run's processes were started with; finds those that slipped out of the tree. */
  readonly marker: string | undefined;
}

const KILL_ROUNDS = 50;
const KILL_ROUND_MS = 20;

/** The living processes of a run. */
export function processesOf(marks: TreeMarks): ProcessEntry[] {
  const table = readProcessTable();
  const tree = new Set(descendantsOf(marks.root, table).map(({ pid }) => pid));
  return table.filter((entry) => !entry.zombie && (tree.has(entry.pid) || slippedOut(entry, marks)));
}

/** Ends every process of a run, also those that started others meanwhile. Resolves with whether none is left. */
export async function killProcesses(marks: TreeMarks): Promise<boolean> {
  killGroup(marks.root);
  for (let round = 0; round < KILL_ROUNDS; round++) {
    const alive = processesOf(marks);
    if (alive.length === 0) return true;
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
