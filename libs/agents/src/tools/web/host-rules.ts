import type { ToolRules } from '@cadre/domain';
import { hostOf } from '../../net/address-guard';
import { UrlNotAllowedError } from '../../net/url-not-allowed.error';

/** Throws UrlNotAllowedError for a host that the rules of an agent's tool do not name. */
export function requireHost(url: URL, hosts: NonNullable<ToolRules['hosts']>): void {
  const host = hostOf(url).toLowerCase();
  if (hosts.some((rule) => fits(host, rule))) return;
  throw new UrlNotAllowedError(`the agent may not call ${host}`);
}

/** `*.example.com` is every name below example.com, but not example.com itself. */
function fits(host: string, rule: string): boolean {
  if (rule === '*') return true;
  return rule.startsWith('*.') ? host.endsWith(rule.slice(1)) : host === rule;
}
