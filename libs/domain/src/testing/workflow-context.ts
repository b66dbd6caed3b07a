import type { Condition, ParsedCondition } from '../workflow/condition/condition';
import { scanPath } from '../workflow/template/path';
import type { DefinitionContext } from '../workflow/validate/definition-context';

/** Stands in for the parser, which is a package: `<path>` is a path, `true` is true, anything else is no condition. */
export function parsePathCondition(text: string): ParsedCondition {
  if (text === 'true') return { ok: true, condition: { kind: 'literal', value: true } satisfies Condition };
  const scanned = scanPath(text, 0);
  if (!scanned.ok || scanned.end < text.length) return { ok: false, message: 'not a path' };
  return { ok: true, condition: { kind: 'path', path: scanned.path } };
}

/** One agent, `echo`, that takes and answers anything; no schema is ever at fault. */
export function aDefinitionContext(changes: Partial<DefinitionContext> = {}): DefinitionContext {
  return {
    agents: new Map([['echo', { agent_id: 'echo', parameters: {}, output: null }]]),
    templates: new Map(),
    parseCondition: parsePathCondition,
    checkShape: () => [],
    checkSchema: () => [],
    checkValue: () => [],
    ...changes,
  };
}
