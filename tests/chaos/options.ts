import { parseArgs } from 'node:util';

export interface ChaosOptions {
  /** Gives the plan and the tasks: the same seed, the same run, as far as a machine repeats itself. */
  readonly seed: number;
  readonly faults: number;
  readonly tasks: number;
  readonly bus: 'postgres' | 'rabbitmq';
  /** The whole plan should take so long; default: as short as it can. */
  readonly durationMs?: number;
  /** How many faults may hold at once. */
  readonly overlap: number;
  /** Leave out faults that hold for longer. */
  readonly longestHoldMs: number;
  /** Only faults whose name contains this. */
  readonly only?: string;
  /** Folder for the journal and the report; default: neither is written. */
  readonly out?: string;
}

/** The command line says something that cannot be run. */
export class ChaosUsageError extends Error {
  readonly code = 'CHAOS_USAGE';

  constructor(message: string) {
    super(`${message}\n${USAGE}`);
    this.name = new.target.name;
  }
}

const USAGE = `usage: npm run chaos -- [--seed N] [--faults N] [--tasks N] [--bus postgres|rabbitmq]
       [--duration SECONDS] [--longest-hold SECONDS] [--overlap N] [--only TEXT] [--out FOLDER]`;

const FLAGS = {
  seed: { type: 'string' },
  faults: { type: 'string', default: '20' },
  tasks: { type: 'string', default: '2000' },
  bus: { type: 'string', default: 'postgres' },
  duration: { type: 'string' },
  'longest-hold': { type: 'string', default: '60' },
  overlap: { type: 'string', default: '1' },
  only: { type: 'string' },
  out: { type: 'string' },
} as const;

/** Reads the command line. Throws ChaosUsageError. */
export function readOptions(args: readonly string[]): ChaosOptions {
  const flags = parsed(args);
  const { bus, duration, only, out } = flags;
  if (bus !== 'postgres' && bus !== 'rabbitmq') throw new ChaosUsageError(`--bus is ${bus}`);
  return {
    seed: flags.seed === undefined ? Math.floor(Math.random() * 1e6) : wholeNumber('seed', flags.seed),
    faults: wholeNumber('faults', flags.faults),
    tasks: wholeNumber('tasks', flags.tasks),
    bus,
    overlap: wholeNumber('overlap', flags.overlap),
    longestHoldMs: 1000 * wholeNumber('longest-hold', flags['longest-hold']),
    ...(duration !== undefined && { durationMs: 1000 * wholeNumber('duration', duration) }),
    ...(only !== undefined && { only }),
    ...(out !== undefined && { out }),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS }).values;
  } catch (error) {
    throw new ChaosUsageError(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new ChaosUsageError(`--${name} is ${text}, not a whole number`);
  return Number(text);
}
