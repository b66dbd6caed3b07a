import { DefinitionFolder, formatDefinitionErrors, permanentFailure, type FolderContent } from '@cadre/agents';
import { TaskErrorCode } from '@cadre/contracts';
import type { AgentDefinition } from '@cadre/domain';
import type { Logger } from '@cadre/observability';
import { AgentCatalogue } from './agent-catalogue.port';

const LOOK_EVERY_MS = 2_000;

/**
 * The definitions of one team, read again when their files change. A file with mistakes keeps its last good version and
 * is named in the log; one that was never good is left out. Attempts under way keep the definition they started with.
 */
export class FolderAgentCatalogue extends AgentCatalogue {
  private definitions: ReadonlyMap<string, AgentDefinition> = new Map();
  /** Versions that were asked for and are not there; asked for again they are not looked for again. */
  private readonly missed = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly folder: DefinitionFolder,
    private readonly logger: Logger,
  ) {
    super();
    this.look();
  }

  static load(dir: string, team: string, logger: Logger): FolderAgentCatalogue {
    return new FolderAgentCatalogue(new DefinitionFolder(dir, team), logger);
  }

  /** Looks for changes from now on. */
  watch(everyMs = LOOK_EVERY_MS): void {
    this.timer ??= setInterval(() => this.look(), everyMs).unref();
  }

  unwatch(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  override get(agentId: string, wanted: string | null = null): AgentDefinition {
    this.lookFor(agentId, wanted);
    const definition = this.definitions.get(agentId);
    if (definition !== undefined) return definition;
    throw permanentFailure(TaskErrorCode.AgentNotFound, `this worker has no definition of the agent "${agentId}"`);
  }

  override all(): readonly AgentDefinition[] {
    return [...this.definitions.values()];
  }

  /** A task may come with a version that was written a moment ago. */
  private lookFor(agentId: string, wanted: string | null): void {
    const present = this.definitions.get(agentId)?.version;
    const missing = wanted ?? 'any';
    if (present === wanted || (wanted === null && present !== undefined)) return;
    if (this.missed.get(agentId) === missing) return;
    this.look();
    if (this.definitions.get(agentId)?.version !== wanted) this.missed.set(agentId, missing);
  }

  private look(): void {
    if (!this.folder.refresh()) return;
    this.missed.clear();
    const { current } = this.folder;
    this.tell(current);
    this.definitions = new Map(current.definitions.map((definition) => [definition.agent_id, definition]));
  }

  private tell({ definitions, rejected, unreadable }: FolderContent): void {
    const mistakes = formatDefinitionErrors([...unreadable, ...rejected.flatMap(({ errors }) => errors)]);
    if (mistakes !== '') this.logger.error({ mistakes }, 'agent definitions have mistakes');
    this.logger.debug({ agents: definitions.length }, 'agent definitions were read');
  }
}
