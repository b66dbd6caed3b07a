import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toAssignment } from '../llm/simulated/assignment';
import { composeOutput } from '../llm/simulated/compose-output';
import { validateOutput, validateParameters } from '../schema/agent-parameters';
import { isRecord, type JsonSchema } from '../schema/json-value';
import { loadAgentDefinitions } from './load-agent-definitions';
import { projectFile } from './project-file';

jest.setTimeout(60_000);

const TEAMS: Readonly<Record<string, readonly string[]>> = {
  marketing: [
    ...['router-agent', 'content-strategist', 'research-agent', 'lead-gen-agent', 'automation-agent', 'copywriter'],
    ...['editor', 'social-media-manager', 'visual-designer', 'video-producer', 'seo-specialist', 'email-specialist'],
    ...['gmail-agent', 'landing-page-specialist', 'pdf-specialist', 'presentation-designer', 'analyst'],
  ],
  testing: ['test-orchestrator', 'unit-test-agent', 'integration-test-agent', 'edge-case-agent', 'fixture-agent'],
  'user-story': ['user-story-agent'],
  engineering: [
    ...['devops-engineer', 'frontend-developer', 'backend-architect', 'security-auditor', 'technical-writer'],
    ...['ai-engineer', 'ui-ux-designer', 'code-reviewer', 'test-engineer', 'prompt-engineer', 'database-architect'],
    'debugger',
  ],
};

const folder = projectFile('configs/agents');
const { definitions, errors } = loadAgentDefinitions(folder);
const trades = definitions.filter(({ team }) => team in TEAMS);
const named = trades.map((definition) => [definition.agent_id, definition] as const);

/** Every value that two agents have in common, with the two. */
function shared(valuesOf: (index: number) => readonly string[]): string[] {
  const owners = new Map<string, string>();
  return named.flatMap(([name], index) =>
    valuesOf(index).flatMap((value) => {
      const other = owners.get(value);
      owners.set(value, name);
      return other === undefined ? [] : [`${other} and ${name}: ${value}`];
    }),
  );
}

function propertiesOf(schema: JsonSchema | null | undefined): Readonly<Record<string, unknown>> {
  const properties = schema?.['properties'];
  return isRecord(properties) ? properties : {};
}

function propertySet(schema: JsonSchema | null | undefined): string {
  return Object.keys(propertiesOf(schema)).sort().join(',');
}

/** Where a text, list or number has no bound: what a caller or a model may send without end. */
function unbounded(schema: unknown, path: string): string[] {
  if (!isRecord(schema) || 'enum' in schema || 'const' in schema) return [];
  const types = ([] as unknown[]).concat(schema['type']);
  const missing =
    (types.includes('string') && !('maxLength' in schema || 'format' in schema || 'examples' in schema)) ||
    (types.includes('array') && !('maxItems' in schema)) ||
    ((types.includes('integer') || types.includes('number')) && !('minimum' in schema));
  const members = Object.entries(propertiesOf(schema)).flatMap(([name, member]) =>
    unbounded(member, `${path}.${name}`),
  );
  return [...(missing ? [path] : []), ...members, ...unbounded(schema['items'], `${path}[]`)];
}

function exampleOf(index: number): Record<string, unknown> {
  const [name, { team }] = named[index] ?? ['', { team: '' }];
  const file = readFileSync(join(folder, team, `${name}.example.json`), 'utf8');
  return (JSON.parse(file) as { parameters: Record<string, unknown> }).parameters;
}

describe('the agents of the four teams', () => {
  it('are the 35 that were promised, in their teams, without a mistake in a file', () => {
    expect(errors).toEqual([]);
    for (const [team, agents] of Object.entries(TEAMS)) {
      expect(trades.filter((one) => one.team === team).map(({ agent_id }) => agent_id)).toEqual([...agents].sort());
    }
    expect(trades).toHaveLength(35);
  });

  it('have no paragraph in common', () => {
    expect(shared((index) => named[index]?.[1].instructions.split(/\n\n+/).map((text) => text.trim()) ?? [])).toEqual(
      [],
    );
  });

  it('have no list item or sentence of substance in common', () => {
    const lines = (index: number) =>
      (named[index]?.[1].instructions ?? '')
        .replace(/\s+/g, ' ')
        .split(/(?<=[.:;?]) /)
        .filter((sentence) => sentence.length > 60);
    expect(shared(lines)).toEqual([]);
  });

  it.each(named)('%s explains itself in 40 to 120 lines', (_, { instructions }) => {
    const lines = instructions.split('\n').length;
    expect(lines).toBeGreaterThanOrEqual(40);
    expect(lines).toBeLessThanOrEqual(120);
  });

  it('have no set of parameters and no shape of answer in common', () => {
    expect(shared((index) => [propertySet(named[index]?.[1].parameters)])).toEqual([]);
    expect(shared((index) => [propertySet(named[index]?.[1].output)])).toEqual([]);
  });

  it('have descriptions of their own', () => {
    expect(shared((index) => [named[index]?.[1].description ?? ''])).toEqual([]);
  });

  it.each(named)('%s says what each parameter means, and bounds what may be sent and answered', (_, definition) => {
    const properties = Object.entries(propertiesOf(definition.parameters));
    expect(properties.length).toBeGreaterThanOrEqual(3);
    const silent = properties.filter(([, schema]) => !isRecord(schema) || typeof schema['description'] !== 'string');
    expect(silent.map(([name]) => name)).toEqual([]);
    expect(unbounded(definition.parameters, 'parameters')).toEqual([]);
    expect(unbounded(definition.output, 'output')).toEqual([]);
  });

  it.each(named.map(([name], index) => [name, index] as const))(
    'the simulated provider composes what %s answers, whatever it is asked about',
    (_, index) => {
      const definition = named[index]?.[1];
      if (definition === undefined) throw new Error('no such agent');
      const example = exampleOf(index);
      const required = (definition.parameters['required'] ?? []) as readonly string[];
      const least = Object.fromEntries(required.map((name) => [name, example[name]]));
      for (const given of [example, least]) {
        const parameters = validateParameters(definition, given);
        if (!parameters.ok) throw new Error(JSON.stringify(parameters.errors));
        const output = composeOutput(definition.output ?? {}, toAssignment(definition, parameters.value));
        expect(validateOutput(definition, output)).toMatchObject({ ok: true });
      }
    },
  );
});
