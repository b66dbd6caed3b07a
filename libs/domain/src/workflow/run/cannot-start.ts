import type { JsonValue } from '../definition/json-value';
import type { TemplateField } from '../plan/workflow-plan';
import type { Scope } from '../template/resolve-path';
import { resolveTemplate } from '../template/resolve-template';
import type { ReadyStep } from './ready-steps';
import type { StepError } from './step-state';

/** Thrown while a step starts, by what makes it end at once. */
export class CannotStart extends Error {
  constructor(readonly stepError: StepError) {
    super(stepError.code);
  }
}

/** A field of a step as its template fills it in, or as it was written. Throws CannotStart. */
export function fieldOf({ node }: ReadyStep, field: TemplateField, literal: unknown, scope: Scope): JsonValue {
  const template = node.templates[field];
  // Whatever stands in a definition is JSON.
  if (!template) return (literal ?? null) as JsonValue;
  const resolved = resolveTemplate(template, scope);
  if (!resolved.ok) throw new CannotStart({ code: resolved.code, message: resolved.message });
  return resolved.value;
}
