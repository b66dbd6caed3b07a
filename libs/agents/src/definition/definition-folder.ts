import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { AgentDefinition } from '@cadre/domain';
import { duplicateDefinition, listDefinitionFiles, type DefinitionError } from './load-agent-definitions';
import { parseAgentDefinition } from './parse-agent-definition';

/** An edit that was not taken over because of its mistakes. */
export interface RejectedEdit {
  readonly agentId: string;
  /** Names the content of the file, as a definition's version does. */
  readonly version: string;
  readonly errors: readonly DefinitionError[];
}

/** What stands in the folder now. */
export interface FolderContent {
  /** Sorted by agent_id: of each file the last version without mistakes. */
  readonly definitions: readonly AgentDefinition[];
  readonly rejected: readonly RejectedEdit[];
  /** The folder or one of its teams cannot be read; what was known of it stays. */
  readonly unreadable: readonly DefinitionError[];
}

interface KnownFile {
  readonly fingerprint: string;
  readonly good: AgentDefinition | null;
  readonly rejected: RejectedEdit | null;
}

const EXTENSION = '.md';

/**
 * A folder of agent definitions that people edit while it is in use. Reading it again costs a look at each file; only
 * what has changed is parsed. A file with mistakes keeps its last good version for as long as this object lives.
 */
export class DefinitionFolder {
  private files: ReadonlyMap<string, KnownFile> = new Map();
  private content: FolderContent = { definitions: [], rejected: [], unreadable: [] };

  constructor(
    private readonly dir: string,
    private readonly onlyTeam?: string,
  ) {}

  get current(): FolderContent {
    return this.content;
  }

  /** Looks again; true when anything is different from the last look. */
  refresh(): boolean {
    const unreadable: DefinitionError[] = [];
    const listed = listDefinitionFiles(this.dir, this.onlyTeam, unreadable);
    const known = listed.map(({ file, team }) => [file, this.read(file, team)] as const);
    const files = new Map(unreadable.length > 0 ? [...this.files, ...known] : known);
    const changed =
      files.size !== this.files.size ||
      unreadable.length !== this.content.unreadable.length ||
      [...files].some(([file, now]) => this.files.get(file)?.fingerprint !== now.fingerprint);
    this.files = files;
    if (changed) this.content = summarize(files, unreadable);
    return changed;
  }

  private read(file: string, team: string): KnownFile {
    const before = this.files.get(file);
    const fingerprint = fingerprintOf(join(this.dir, file));
    return before?.fingerprint === fingerprint ? before : this.parse(file, team, fingerprint, before);
  }

  private parse(file: string, team: string, fingerprint: string, before: KnownFile | undefined): KnownFile {
    const agentId = basename(file, EXTENSION);
    const text = textOf(join(this.dir, file));
    const parsed = parseAgentDefinition(text, { agentId, team });
    if (parsed.ok) return { fingerprint, good: parsed.definition, rejected: null };
    const version = createHash('sha256').update(text).digest('hex').slice(0, 12);
    const errors = parsed.errors.map((error) => ({ file, ...error }));
    return { fingerprint, good: before?.good ?? null, rejected: { agentId, version, errors } };
  }
}

function summarize(files: ReadonlyMap<string, KnownFile>, unreadable: readonly DefinitionError[]): FolderContent {
  const definitions = new Map<string, AgentDefinition>();
  const rejected: RejectedEdit[] = [];
  for (const [file, { good, rejected: edit }] of files) {
    if (edit !== null) rejected.push(edit);
    if (good === null) continue;
    const other = definitions.get(good.agent_id);
    if (other === undefined) definitions.set(good.agent_id, good);
    else
      rejected.push({
        agentId: good.agent_id,
        version: good.version,
        errors: [duplicateDefinition(file, good, other)],
      });
  }
  const sorted = [...definitions.values()].sort((a, b) => (a.agent_id < b.agent_id ? -1 : 1));
  return { definitions: sorted, rejected, unreadable };
}

/** Of a file that is gone by now: nothing, like an empty one. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Another text once the file was written or replaced. */
function fingerprintOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? 'gone' : `${stat.ino} ${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}`;
}
