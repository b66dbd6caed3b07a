import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { checkAddress, type AddressRules } from './address-guard';

/** The system's resolver, all addresses at once. */
export type ResolveAll = (host: string) => Promise<LookupAddress[]>;

export const resolveWithSystem: ResolveAll = (host) =>
  new Promise((resolve, reject) => {
    systemLookup(host, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });

/**
 * A `lookup` for sockets: the socket connects to an address that was vetted in this very call, so a second answer of the
 * resolver cannot slip in between (DNS rebinding). If any of a name's addresses is refused, all are: a mixed set is an
 * attack, not a service.
 */
export function guardedLookup(
  rules: AddressRules,
  port: number,
  resolveAll: ResolveAll = resolveWithSystem,
): LookupFunction {
  return (host, options, callback) => {
    vetted(host, port, rules, resolveAll).then(
      (addresses) => answer(addresses, options, callback),
      (error: NodeJS.ErrnoException) => callback(error, []),
    );
  };
}

async function vetted(
  host: string,
  port: number,
  rules: AddressRules,
  resolveAll: ResolveAll,
): Promise<LookupAddress[]> {
  const addresses = await resolveAll(host);
  if (!rules.allowList.allowsAnyAddressOf(host, port)) {
    for (const { address } of addresses) checkAddress(address, port, rules);
  }
  return addresses;
}

function answer(addresses: LookupAddress[], options: LookupOptions, callback: Parameters<LookupFunction>[2]): void {
  const wanted = options.family === 4 || options.family === 6 ? options.family : 0;
  const usable = wanted === 0 ? addresses : addresses.filter(({ family }) => family === wanted);
  const first = usable[0];
  if (first === undefined) return callback(Object.assign(new NoAddressError(), { hostname: '' }), []);
  if (options.all === true) callback(null, usable);
  else callback(null, first.address, first.family);
}

/** The name has no address of the wanted family. */
class NoAddressError extends Error {
  readonly code = 'ENOTFOUND';
  constructor() {
    super('the host has no usable address');
    this.name = 'NoAddressError';
  }
}
