import { type FieldError, invalidFields } from '../http/problem.error';
import type { TemplateBody } from './template.body';

const OF_DEFINITIONS = ['$schema', 'inputs', 'steps', 'output', 'on_success', 'on_failure'] as const;

export interface GivenDefinition {
  readonly raw: Readonly<Record<string, unknown>>;
  /** Where it stands in the body. */
  readonly under: '' | '/definition';
}

/**
 * The definition a body gives, in either form; where it bears no name or description, those beside it are its own.
 * Refuses what contradicts itself, and what only a run can have.
 *
 * @param path the template's name in the path; null for a new one
 */
export function readDefinition(body: TemplateBody, path: string | null): GivenDefinition {
  const { definition, visibility: _visibility, ...fields } = body;
  const own: Record<string, unknown> = { ...(path !== null && { name: path }), ...given(fields) };
  if (definition === undefined) {
    refuse(judgeName(own['name'], path, '/name'));
    return { raw: own, under: '' };
  }
  const { name, description } = own;
  const raw = { ...given({ name, description }), ...definition };
  refuse([
    ...OF_DEFINITIONS.filter((field) => body[field] !== undefined).map(notBeside),
    ...judgeName(raw['name'], path ?? body.name ?? null, '/definition/name'),
    ...(raw['workflow_id'] === undefined ? [] : [NAMES_ONE_RUN]),
  ]);
  return { raw, under: '/definition' };
}

const NAMES_ONE_RUN = { path: '/definition/workflow_id', message: 'names one run, and a template makes many' };

function judgeName(name: unknown, expected: string | null, path: string): FieldError[] {
  if (expected === null || name === expected) return [];
  return [{ path, message: `must be ${expected}, which is the template's name` }];
}

function notBeside(field: string): FieldError {
  return { path: `/${field}`, message: 'must not be given beside definition' };
}

function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidFields(...errors);
}

function given(fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
