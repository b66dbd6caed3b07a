import ipaddr from 'ipaddr.js';

/** Only what the registries call global unicast may be called; each exception is named with its reason. */
const REFUSED_V4 = [
  ['0.0.0.0/8', 'this network'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'carrier-grade NAT'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local, cloud metadata'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'protocol assignments'],
  ['192.0.2.0/24', 'documentation'],
  ['192.31.196.0/24', 'AS112'],
  ['192.52.193.0/24', 'AMT'],
  ['192.88.99.0/24', '6to4 relay'],
  ['192.168.0.0/16', 'private'],
  ['192.175.48.0/24', 'AS112'],
  ['198.18.0.0/15', 'benchmarking'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved, broadcast'],
] as const;

/** IPv6 hands out global unicast from 2000::/3 alone; inside it these are special. */
const GLOBAL_V6 = '2000::/3';
const REFUSED_V6 = [
  ['2001::/23', 'protocol assignments, Teredo'],
  ['2001:db8::/32', 'documentation'],
  ['2002::/16', '6to4'],
  ['2620:4f:8000::/48', 'AS112'],
  ['3fff::/20', 'documentation'],
] as const;

/** The form in which an address would reach a host: IPv4 when it is one in IPv6 clothing. */
export function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const plain = text.split('%')[0] ?? '';
  if (!ipaddr.isValid(plain)) return undefined;
  return ipaddr.process(plain);
}

/** Why an address must not be called; undefined for a public one. */
export function refusedRange(address: string): string | undefined {
  const parsed = parseAddress(address);
  if (parsed === undefined) return 'not an IP address';
  if (isV4(parsed)) return REFUSED_V4.find(([range]) => parsed.match(ipaddr.IPv4.parseCIDR(range)))?.[1];
  if (!parsed.match(ipaddr.IPv6.parseCIDR(GLOBAL_V6))) return 'not a global address';
  return REFUSED_V6.find(([range]) => parsed.match(ipaddr.IPv6.parseCIDR(range)))?.[1];
}

/** True when the address lies in the range, written as an address or in CIDR form. */
export function isInRange(address: string, range: string): boolean {
  const parsed = parseAddress(address);
  if (parsed === undefined) return false;
  const [network, bits] = range.includes('/') ? ipaddr.parseCIDR(range) : hostRange(range);
  return parsed.kind() === network.kind() && parsed.match(network, bits);
}

function hostRange(address: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  const parsed = ipaddr.process(address);
  return [parsed, isV4(parsed) ? 32 : 128];
}

function isV4(address: ipaddr.IPv4 | ipaddr.IPv6): address is ipaddr.IPv4 {
  return address.kind() === 'ipv4';
}
