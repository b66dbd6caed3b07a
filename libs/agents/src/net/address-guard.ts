import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { AllowList } from './allow-list';
import { refusedRange } from './ip-ranges';
import { UrlNotAllowedError } from './url-not-allowed.error';

/** What an operator allows beyond public https addresses. */
export interface AddressRules {
  readonly allowList: AllowList;
}

/** Local names resolve to the machine itself or to its neighbours, whatever a resolver answers. */
const LOCAL_NAMES = /(^|\.)(localhost|local|internal|intranet|home\.arpa|in-addr\.arpa|ip6\.arpa|onion)$/i;
const MAX_URL_LENGTH = 2_000;

/**
 * Checks what can be known about an address before it is resolved: form, scheme, credentials, local names, and literal
 * IP addresses in any spelling. Throws UrlNotAllowedError.
 */
export function checkUrl(text: string, rules: AddressRules): URL {
  if (text.length > MAX_URL_LENGTH)
    throw new UrlNotAllowedError(`the address is longer than ${MAX_URL_LENGTH} characters`);
  const url = parse(text);
  const allowed = rules.allowList.allowsHost(hostOf(url), portOf(url));
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowed)) {
    throw new UrlNotAllowedError(`the scheme "${url.protocol.slice(0, -1)}" is not allowed; use https`);
  }
  if (url.username !== '' || url.password !== '')
    throw new UrlNotAllowedError('credentials in the address are not allowed');
  if (!allowed) checkHost(hostOf(url));
  return url;
}

/** Checks one resolved address. Throws UrlNotAllowedError. */
export function checkAddress(address: string, port: number, rules: AddressRules): void {
  if (rules.allowList.allowsAddress(address, port)) return;
  const reason = refusedRange(address);
  if (reason !== undefined)
    throw new UrlNotAllowedError(`the host resolves to an address that is not allowed (${reason})`);
}

/** The host without the brackets of IPv6 and without the dot that ends a full name. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

export function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'http:' ? 80 : 443) : Number(url.port);
}

function parse(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw new UrlNotAllowedError('the address is not a URL');
  }
}

function checkHost(host: string): void {
  if (host === '') throw new UrlNotAllowedError('the address names no host');
  if (LOCAL_NAMES.test(host)) throw new UrlNotAllowedError('local host names are not allowed');
  if (isIP(host) !== 0) {
    const reason = refusedRange(host);
    if (reason !== undefined) throw new UrlNotAllowedError(`the address is not allowed (${reason})`);
  } else if (ipaddr.isValid(host)) {
    // The URL parser has turned decimal, octal, hexadecimal and short forms into dotted ones; what is left is a trick.
    throw new UrlNotAllowedError('the address is written in an unusual form');
  } else if (!host.includes('.')) {
    throw new UrlNotAllowedError('host names without a domain are not allowed');
  }
}
