import type { JsonObject, JsonValue } from '../workflow/definition/json-value';
import { scanPath } from '../workflow/template/path';
import type { Scope, StepView } from '../workflow/template/resolve-path';
import type { Path } from '../workflow/template/template';

/** A path from its text. */
export function aPath(text: string): Path {
  const scanned = scanPath(text, 0);
  if (!scanned.ok) throw new TypeError(scanned.problem.message);
  return scanned.path;
}

/** A run in which `steps` have completed with these outputs. */
export function aScope({
  outputs = {},
  ...given
}: { outputs?: Record<string, JsonValue>; inputs?: JsonObject; item?: JsonValue; index?: number } = {}): Scope {
  const step = (names: string): StepView | undefined =>
    Object.hasOwn(outputs, names) ? { status: 'completed', output: outputs[names] ?? null } : undefined;
  const workflow = { id: 'w-1', name: 'launch', external_id: null, template: 'launch', version: 1, started_at: null };
  return { inputs: {}, workflow, step, ...given };
}
