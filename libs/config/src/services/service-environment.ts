import { variablesOf, type Environment } from '../reading/read-environment';
import { serviceSchemas } from './all-services';

/** What any program may need from its surroundings. */
const SURROUNDINGS = [
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'NODE_ENV',
  'NODE_OPTIONS',
  'NODE_EXTRA_CA_CERTS',
];
/** The secrets of MCP servers, by the names that configs/mcp_servers.json gives them. */
const MCP_SECRET = /^MCP_[A-Z0-9_]+$/;
/** Standard variables of the tracing SDK. */
const TRACING = /^OTEL_/;

/**
 * The part of an environment that a service reads, and nothing else: a worker never sees the database's address or the
 * admin's password because the process that starts it happened to know them.
 */
export function environmentFor(
  service: 'gateway' | 'orchestrator' | 'worker',
  env: Environment,
): Record<string, string> {
  const wanted = new Set([...SURROUNDINGS, ...variablesOf(serviceSchemas[service])]);
  const isPassed = (name: string): boolean => TRACING.test(name) || (service === 'worker' && MCP_SECRET.test(name));
  const entries = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && (wanted.has(entry[0]) || isPassed(entry[0])),
  );
  return Object.fromEntries(entries);
}
