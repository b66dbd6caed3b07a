import { parseArgs } from 'node:util';

export type Bus = 'postgres' | 'rabbitmq';

export interface ProfileOptions {
  readonly seconds: number;
  readonly folder: string;
}

export interface BenchOptions {
  readonly quick: boolean;
  readonly buses: readonly Bus[];
  /** Only scenarios whose name contains this. */
  readonly only?: string;
  /** File for the figures as JSON. */
  readonly out?: string;
  /** Write a CPU profile of each service under steady load. */
  readonly profile?: ProfileOptions;
  /** Folder of the peers' programs: measure the naive form, too. */
  readonly vs?: string;
  /** Put the figures into docs/performance.md. */
  readonly writeDocs: boolean;
}

/** The command line says something that cannot be run. */
export class BenchUsageError extends Error {
  readonly code = 'BENCH_USAGE';

  constructor(message: string) {
    super(`${message}\n${USAGE}`);
    this.name = new.target.name;
  }
}

const USAGE = `usage: npm run bench -- [--quick] [--bus postgres|rabbitmq|both] [--only TEXT] [--out FILE]
       [--vs FOLDER] [--write-docs] [--profile SECONDS FOLDER]`;

const FLAGS = {
  quick: { type: 'boolean', default: false },
  bus: { type: 'string', default: 'both' },
  only: { type: 'string' },
  out: { type: 'string' },
  vs: { type: 'string' },
  'write-docs': { type: 'boolean', default: false },
  profile: { type: 'string' },
} as const;

const BUSES: Readonly<Record<string, readonly Bus[]>> = {
  both: ['rabbitmq', 'postgres'],
  rabbitmq: ['rabbitmq'],
  postgres: ['postgres'],
};

/** Reads the command line. Throws BenchUsageError. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parsed(args);
  const { quick, bus, only, out, vs, profile, 'write-docs': writeDocs } = values;
  const buses = BUSES[bus];
  if (buses === undefined) throw new BenchUsageError(`--bus is ${bus}`);
  const profiled = readProfile(profile, positionals);
  return {
    ...{ quick, buses, writeDocs },
    ...(only !== undefined && { only }),
    ...(out !== undefined && { out }),
    ...(vs !== undefined && { vs }),
    ...(profiled !== undefined && { profile: profiled }),
  };
}

/** `--profile` takes two words; the parser leaves the second one over. */
function readProfile(seconds: string | undefined, [folder, ...rest]: readonly string[]): ProfileOptions | undefined {
  if (rest.length > 0 || (seconds === undefined && folder !== undefined)) throw new BenchUsageError('a word too many');
  if (seconds === undefined) return undefined;
  if (!/^\d{1,4}$/.test(seconds) || folder === undefined)
    throw new BenchUsageError('--profile takes seconds and a folder');
  return { seconds: Number(seconds), folder };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS, allowPositionals: true });
  } catch (error) {
    throw new BenchUsageError(error instanceof Error ? error.message : String(error));
  }
}
