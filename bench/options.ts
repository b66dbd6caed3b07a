import { parseArgs } from 'node:util';

export type Bus = 'postgres' | 'rabbitmq';

export interface BenchOptions {
  readonly quick: boolean;
  readonly buses: readonly Bus[];
  /** Only scenarios whose name contains this. */
  readonly only?: string;
  /** File for the figures as JSON. */
  readonly out?: string;
}

/** The command line says something that cannot be run. */
export class BenchUsageError extends Error {
  readonly code = 'BENCH_USAGE';

  constructor(message: string) {
    super(`${message}\n${USAGE}`);
    this.name = new.target.name;
  }
}

const USAGE = 'usage: npm run bench -- [--quick] [--bus postgres|rabbitmq|both] [--only TEXT] [--out FILE]';

const FLAGS = {
  quick: { type: 'boolean', default: false },
  bus: { type: 'string', default: 'both' },
  only: { type: 'string' },
  out: { type: 'string' },
} as const;

const BUSES: Readonly<Record<string, readonly Bus[]>> = {
  both: ['rabbitmq', 'postgres'],
  rabbitmq: ['rabbitmq'],
  postgres: ['postgres'],
};

/** Reads the command line. Throws BenchUsageError. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { quick, bus, only, out } = parsed(args);
  const buses = BUSES[bus];
  if (buses === undefined) throw new BenchUsageError(`--bus is ${bus}`);
  return { quick, buses, ...(only !== undefined && { only }), ...(out !== undefined && { out }) };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS }).values;
  } catch (error) {
    throw new BenchUsageError(error instanceof Error ? error.message : String(error));
  }
}
