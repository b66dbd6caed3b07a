import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { isInRange } from './ip-ranges';

/**
 * Addresses an operator has opened for development: host names, IP addresses or ranges, each with an optional port,
 * such as `127.0.0.1:8080`, `10.1.0.0/16`, `stub.test:9000`, `[::1]:8080`. An allowed entry may be called by plain http.
 */
export class AllowList {
  private constructor(private readonly entries: readonly AllowedEntry[]) {}

  static readonly none = new AllowList([]);

  /** Throws InvalidAllowListError naming the first entry that cannot be read. */
  static parse(entries: readonly string[]): AllowList {
    return new AllowList(entries.map(parseEntry));
  }

  allowsHost(host: string, port: number): boolean {
    if (isIP(host) !== 0) return this.allowsAddress(host, port);
    return this.entries.some((entry) => entry.host === host.toLowerCase() && portFits(entry, port));
  }

  allowsAddress(address: string, port: number): boolean {
    return this.entries.some(
      ({ range, ...entry }) => range !== undefined && portFits(entry, port) && isInRange(address, range),
    );
  }

  /** A name on the list may resolve to anywhere. */
  allowsAnyAddressOf(host: string, port: number): boolean {
    return isIP(host) === 0 && this.allowsHost(host, port);
  }
}

/** Thrown at start for an allow-list that cannot be read. */
export class InvalidAllowListError extends Error {
  readonly code = 'INVALID_ALLOW_LIST';
  constructor(entry: string) {
    super(`"${entry}" is not a host, an address or a range with an optional port`);
    this.name = 'InvalidAllowListError';
  }
}

interface AllowedEntry {
  readonly host?: string;
  readonly range?: string;
  readonly port?: number;
}

const ENTRY = /^(?:\[([^\]]+)\]|([^:/[\]]+(?:\/\d+)?))(?::(\d{1,5}))?$/;
const HOST_NAME = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;

function parseEntry(text: string): AllowedEntry {
  const trimmed = text.trim().toLowerCase();
  if (isIP(trimmed) === 6 || ipaddr.IPv6.isValidCIDR(trimmed)) return { range: trimmed };
  const match = ENTRY.exec(trimmed);
  const name = match?.[1] ?? match?.[2];
  if (name === undefined) throw new InvalidAllowListError(text);
  const port = match?.[3] === undefined ? {} : { port: Number(match[3]) };
  if (isIP(name) !== 0 || ipaddr.isValidCIDR(name)) return { range: name, ...port };
  if (!HOST_NAME.test(name)) throw new InvalidAllowListError(text);
  return { host: name, ...port };
}

function portFits(entry: AllowedEntry, port: number): boolean {
  return entry.port === undefined || entry.port === port;
}
