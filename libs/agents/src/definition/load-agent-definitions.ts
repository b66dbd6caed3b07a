import { readdirSync, readFileSync, type Dirent } from 'node:fs';
import { basename, join } from 'node:path';
import type { AgentDefinition } from '@cadre/domain';
import { parseAgentDefinition } from './parse-agent-definition';

/** One mistake in a definition file. */
export interface DefinitionError {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export interface LoadedDefinitions {
  /** Sorted by agent_id; without the files that have mistakes. */
  readonly definitions: readonly AgentDefinition[];
  readonly errors: readonly DefinitionError[];
}

const EXTENSION = '.md';

/**
 * Reads `<dir>/<team>/<agent_id>.md` for every agent of every team, or of one. Rejects nothing: mistakes are part of the
 * answer.
 */
export function loadAgentDefinitions(dir: string, onlyTeam?: string): LoadedDefinitions {
  const definitions = new Map<string, AgentDefinition>();
  const errors: DefinitionError[] = [];
  for (const { file, team } of listDefinitionFiles(dir, onlyTeam, errors)) {
    const parsed = parseAgentDefinition(readFileSync(join(dir, file), 'utf8'), {
      agentId: basename(file, EXTENSION),
      team,
    });
    if (!parsed.ok) errors.push(...parsed.errors.map((error) => ({ file, ...error })));
    else {
      const other = definitions.get(parsed.definition.agent_id);
      if (other === undefined) definitions.set(parsed.definition.agent_id, parsed.definition);
      else errors.push(duplicateDefinition(file, parsed.definition, other));
    }
  }
  const sorted = [...definitions.values()].sort((a, b) => (a.agent_id < b.agent_id ? -1 : 1));
  return { definitions: sorted, errors };
}

/** One line per mistake, for a log or a terminal. */
export function formatDefinitionErrors(errors: readonly DefinitionError[]): string {
  return errors.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n');
}

/** Every `<team>/<agent_id>.md` below a folder, in order; a folder that cannot be read becomes an error. */
export function listDefinitionFiles(
  dir: string,
  onlyTeam: string | undefined,
  errors: DefinitionError[],
): { readonly file: string; readonly team: string }[] {
  const folders = readFolder(dir, '', errors).filter((entry) => entry.isDirectory());
  const teams = folders.map(({ name }) => name).filter((name) => onlyTeam === undefined || name === onlyTeam);
  return teams.flatMap((team) =>
    readFolder(dir, team, errors)
      .filter((entry) => entry.isFile() && entry.name.endsWith(EXTENSION))
      .map(({ name }) => ({ file: join(team, name), team })),
  );
}

function readFolder(dir: string, folder: string, errors: DefinitionError[]): Dirent[] {
  try {
    return readdirSync(join(dir, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    errors.push({ file: folder || dir, line: 0, message: `the folder ${reason}` });
    return [];
  }
}

export function duplicateDefinition(
  file: string,
  definition: AgentDefinition,
  other: AgentDefinition,
): DefinitionError {
  return { file, line: 1, message: `agent_id "${definition.agent_id}" is already defined in team "${other.team}"` };
}
