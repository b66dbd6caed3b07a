import type { JsonValue } from '../definition/json-value';
import { jsonSize } from '../template/json-size';
import type { Scope } from '../template/resolve-path';
import { resolveTemplate } from '../template/resolve-template';
import type { Template } from '../template/template';
import type { RunDraft } from './run-draft';
import { StepStatus } from './step-status';
import type { StepError } from './step-state';

/** What a completed run puts out; undefined if that is too large to be one value. */
export type RunResult =
  { readonly ok: true; readonly value: JsonValue | undefined } | { readonly ok: false; readonly error: StepError };

/** In characters of JSON. What is larger is read step by step. */
export const LARGEST_RESULT = 1024 * 1024;

/** By the workflow's own `output` mapping. */
export function mappedResult(output: Template, scope: Scope): RunResult {
  const resolved = resolveTemplate(output, scope);
  if (resolved.ok) return resolved;
  return { ok: false, error: { code: resolved.code, message: resolved.message } };
}

/** The steps a run's result is gathered from where it has no mapping. */
export function resultSteps(draft: RunDraft): string[] {
  const top = [...draft.plan.nodes.values()].filter(({ parent }) => parent === null).map(({ path }) => path);
  return top.filter((path) => draft.find(path)?.status === StepStatus.Completed);
}

/** What the top steps put out, by their ids. */
export function gatheredResult(paths: readonly string[], outputOf: (path: string) => JsonValue | undefined): RunResult {
  const entries = paths.flatMap((path) => {
    const value = outputOf(path);
    return value === undefined ? [] : [[path, value] as const];
  });
  const gathered = Object.fromEntries(entries);
  return { ok: true, value: jsonSize(gathered, LARGEST_RESULT) > LARGEST_RESULT ? undefined : gathered };
}
