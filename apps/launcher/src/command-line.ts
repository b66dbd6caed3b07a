import { UsageError } from './lifecycle/errors';

export type Command =
  | { readonly kind: 'start'; readonly demo: boolean }
  /** Prepares database, bus, keys and registry, and ends: for deployments that start each service by themselves. */
  | { readonly kind: 'migrate' }
  /** Writes keys and the bus key of every team below a folder, to be put into a secret store. */
  | { readonly kind: 'keys'; readonly folder: string }
  | { readonly kind: 'help' };

export const USAGE = `Usage: npm start [-- --no-demo]

  --no-demo   start without the demonstration that follows the first start
  migrate     prepare database, bus, keys and registry, then end (for deployments)
  keys <dir>  write keys.json and bus-keys/<team>/bus-key.json below a folder (for deployments)
  --help      this text

The environment is described in docs/configuration.md.`;

/** Throws UsageError. */
export function parseCommandLine(args: readonly string[]): Command {
  const [first, ...rest] = args;
  if (first === '--help' || first === '-h') return { kind: 'help' };
  if (first === 'migrate' && rest.length === 0) return { kind: 'migrate' };
  if (first === 'keys' && rest[0] !== undefined && rest.length === 1) return { kind: 'keys', folder: rest[0] };
  const unknown = args.find((arg) => arg !== '--no-demo' && arg !== '--demo');
  if (unknown !== undefined) throw new UsageError(`"${unknown}" is not an option; "npm start -- --help" lists them`);
  return { kind: 'start', demo: !args.includes('--no-demo') };
}
