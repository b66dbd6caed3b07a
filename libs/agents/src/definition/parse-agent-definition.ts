import { createHash } from 'node:crypto';
import {
  assertNever,
  DEFAULT_AGENT_LIMITS,
  DEFAULT_RETRY_POLICY,
  RESERVED_AGENT_IDS,
  suggestion,
  type AgentDefinition,
  type AgentLimits,
  type AgentModel,
  type Executor,
  type RetryPolicy,
} from '@cadre/domain';
import { compileAgentSchema, compileOutputSchema } from '../schema/compile-agent-schema';
import { isRecord, type JsonSchema } from '../schema/json-value';
import { pointerSegments } from '../schema/json-pointer';
import { SchemaRejectedError } from '../schema/schema-rejected.error';
import { checkAgainstDefinitionSchema } from './definition-schema';
import { splitFrontMatter } from './front-matter';
import { SCHEMA_KEYWORDS } from './schema-keywords';
import { checkTools, readTools, type StatedTool } from './stated-tools';
import { YamlSource, type LocatedMessage } from './yaml-source';

/** Where the file must stand: its name is the agent's id, its folder the team. */
export interface DefinitionPlace {
  readonly agentId: string;
  readonly team: string;
}

export type ParsedDefinition =
  | { readonly ok: true; readonly definition: AgentDefinition }
  | { readonly ok: false; readonly errors: readonly LocatedMessage[] };

/** The front matter after the schema has accepted it. */
interface FrontMatterFields {
  readonly agent_id: string;
  readonly name: string;
  readonly team: string;
  readonly description: string;
  readonly executor: Executor;
  readonly parameters: JsonSchema;
  readonly output?: JsonSchema;
  readonly model?: Partial<AgentModel> & Pick<AgentModel, 'default'>;
  readonly tools?: readonly StatedTool[];
  readonly limits?: Partial<AgentLimits>;
  readonly retry?: Partial<RetryPolicy>;
  readonly builtin?: Record<string, unknown>;
  readonly command?: Record<string, unknown>;
  readonly http?: Record<string, unknown>;
}

/** Reads one definition file; finds every mistake in it at once. */
export function parseAgentDefinition(text: string, place: DefinitionPlace): ParsedDefinition {
  const parts = splitFrontMatter(text);
  if (parts === null) {
    return failed([{ line: 1, message: 'the file must start with YAML front matter between two lines of ---' }]);
  }
  const source = YamlSource.parse(parts.yaml, parts.yamlLine);
  if (source.problems.length > 0) return failed(source.problems);
  const frontMatter = source.value();
  const errors = [...checkShape(source, frontMatter), ...checkMeaning(source, frontMatter, place)];
  if (parts.body === '' && isRecord(frontMatter) && frontMatter['executor'] === 'llm') {
    errors.push({ line: 1, message: 'an llm agent needs instructions below the front matter' });
  }
  if (errors.length > 0) return failed(errors.sort((a, b) => a.line - b.line));
  return { ok: true, definition: complete(frontMatter as FrontMatterFields, parts.body, text) };
}

function failed(errors: readonly LocatedMessage[]): ParsedDefinition {
  return { ok: false, errors };
}

function checkShape(source: YamlSource, frontMatter: unknown): LocatedMessage[] {
  return checkAgainstDefinitionSchema(frontMatter).map(({ path, message }) => {
    const segments = pointerSegments(path);
    return { line: source.lineOf(segments), message: `${segments.join('.') || 'front matter'} ${message}` };
  });
}

function checkMeaning(source: YamlSource, frontMatter: unknown, place: DefinitionPlace): LocatedMessage[] {
  if (!isRecord(frontMatter)) return [];
  return [
    ...checkPlace(source, frontMatter, place),
    ...checkLimits(source, frontMatter),
    ...checkSettings(source, frontMatter),
    ...checkTools(source, frontMatter['tools']),
    ...checkSchema(source, frontMatter, 'parameters', compileAgentSchema),
    ...checkSchema(source, frontMatter, 'output', compileOutputSchema),
  ];
}

function checkPlace(source: YamlSource, fields: Record<string, unknown>, place: DefinitionPlace): LocatedMessage[] {
  const errors: LocatedMessage[] = [];
  const { agent_id: id, team } = fields;
  if (typeof id === 'string' && id !== place.agentId) {
    errors.push({
      line: source.lineOf(['agent_id']),
      message: `agent_id "${id}" must equal the file's name "${place.agentId}"`,
    });
  }
  if (typeof id === 'string' && RESERVED_AGENT_IDS.has(id)) {
    errors.push({ line: source.lineOf(['agent_id']), message: `agent_id "${id}" is reserved` });
  }
  if (typeof team === 'string' && team !== place.team) {
    errors.push({
      line: source.lineOf(['team']),
      message: `team "${team}" must equal the file's folder "${place.team}"`,
    });
  }
  return errors;
}

function checkLimits(source: YamlSource, fields: Record<string, unknown>): LocatedMessage[] {
  if (!isRecord(fields['limits'])) return [];
  const { soft, hard } = timeLimits(fields['limits']);
  if (!(soft > hard)) return [];
  return [
    {
      line: source.lineOf(['limits', 'soft_timeout_seconds']),
      message: 'limits.soft_timeout_seconds must not be longer than timeout_seconds',
    },
  ];
}

/** The block of another executor would be read by nobody. */
function checkSettings(source: YamlSource, fields: Record<string, unknown>): LocatedMessage[] {
  const foreign = ['builtin', 'command', 'http'].filter((name) => name in fields && name !== fields['executor']);
  return foreign.map((name) => ({
    line: source.lineOf([name]),
    message: `${name} belongs to agents with "executor: ${name}"`,
  }));
}

function checkSchema(
  source: YamlSource,
  fields: Record<string, unknown>,
  name: 'parameters' | 'output',
  compile: (schema: JsonSchema) => unknown,
): LocatedMessage[] {
  const schema = fields[name];
  if (!isRecord(schema)) return [];
  try {
    compile(schema);
    return [];
  } catch (error) {
    if (!(error instanceof SchemaRejectedError)) throw error;
    return [locateSchemaError(source, name, error)];
  }
}

function locateSchemaError(source: YamlSource, name: string, error: SchemaRejectedError): LocatedMessage {
  const keyword = /unknown keyword: "([^"]+)"/.exec(error.message)?.[1];
  const line = keyword === undefined ? undefined : source.lineOfKeyBelow([name], keyword);
  const near = keyword === undefined ? '' : suggestion(keyword, SCHEMA_KEYWORDS);
  return {
    line: line ?? source.lineOf([name, ...pointerSegments(error.pointer)]),
    message: `${name}: ${error.message}${near}`,
  };
}

function complete(fields: FrontMatterFields, instructions: string, text: string): AgentDefinition {
  const { soft, hard } = timeLimits(fields.limits ?? {});
  return {
    agent_id: fields.agent_id,
    name: fields.name,
    team: fields.team,
    description: fields.description,
    executor: fields.executor,
    parameters: fields.parameters,
    output: fields.output ?? null,
    model: fields.model === undefined ? null : { fallback: [], ...fields.model },
    ...readTools(fields.tools ?? []),
    limits: { ...DEFAULT_AGENT_LIMITS, ...fields.limits, timeout_seconds: hard, soft_timeout_seconds: soft },
    retry: { ...DEFAULT_RETRY_POLICY, ...fields.retry },
    settings: settingsOf(fields),
    instructions,
    version: createHash('sha256').update(text).digest('hex').slice(0, 12),
  };
}

function settingsOf(fields: FrontMatterFields): Readonly<Record<string, unknown>> {
  switch (fields.executor) {
    case 'builtin':
    case 'command':
    case 'http':
      return fields[fields.executor] ?? {};
    case 'llm':
    case 'external':
      return {};
    default:
      return assertNever(fields.executor);
  }
}

/** A file that states only the hard limit gets its soft limit in the default's proportion. */
function timeLimits(limits: Partial<AgentLimits>): { soft: number; hard: number } {
  const hard = limits.timeout_seconds ?? DEFAULT_AGENT_LIMITS.timeout_seconds;
  const share = DEFAULT_AGENT_LIMITS.soft_timeout_seconds / DEFAULT_AGENT_LIMITS.timeout_seconds;
  return { hard, soft: limits.soft_timeout_seconds ?? Math.max(1, Math.floor(hard * share)) };
}
