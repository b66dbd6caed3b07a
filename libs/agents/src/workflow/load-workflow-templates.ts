import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  isJsonObject,
  validateDefinition,
  type AgentFacts,
  type JsonObject,
  type JsonValue,
  type TemplateFacts,
  type WorkflowDefinition,
} from '@cadre/domain';
import { definitionContext } from './definition-context';

/** A template that ships as a file, `<name>.json`, with `<name>.example.json` beside it. */
export interface ShippedTemplate {
  readonly name: string;
  readonly definition: WorkflowDefinition;
}

export interface LoadedTemplates {
  /** Sorted by name; without the files that have mistakes. */
  readonly templates: readonly ShippedTemplate[];
  readonly errors: readonly { readonly file: string; readonly path: string; readonly message: string }[];
}

const EXAMPLE = '.example.json';

/** Reads and validates every template of a folder. Rejects nothing: mistakes are part of the answer. */
export function loadWorkflowTemplates(folder: string, agents: Iterable<AgentFacts>): LoadedTemplates {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json') && !file.endsWith(EXAMPLE));
  const read = files.sort().map((file) => ({ file, raw: readJson(join(folder, file)) }));
  const context = definitionContext(agents, read.flatMap(factsOf));
  const results = read.map(({ file, raw }) => ({ file, result: validateDefinition(raw, context) }));
  return {
    templates: results.flatMap(({ result }) =>
      result.ok ? [{ name: result.definition.name, definition: result.definition }] : [],
    ),
    errors: results.flatMap(({ file, result }) =>
      result.ok ? [] : result.errors.map(({ path, message }) => ({ file, path, message })),
    ),
  };
}

/** A file that is no JSON is as wrong as one that is no definition. */
function readJson(file: string): JsonValue {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JsonValue;
  } catch {
    return null;
  }
}

/** Templates may run each other, in whatever order they are read. */
function factsOf({ raw }: { readonly raw: JsonValue }): TemplateFacts[] {
  if (!isJsonObject(raw) || typeof raw['name'] !== 'string') return [];
  const inputs: JsonObject | null = isJsonObject(raw['inputs']) ? raw['inputs'] : null;
  return [{ name: raw['name'], versions: [1], inputs }];
}
