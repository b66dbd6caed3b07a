import { Injectable } from '@nestjs/common';
import { DefinitionFolder, formatDefinitionErrors } from '@cadre/agents';
import { AgentStore } from '@cadre/persistence';
import type { LongRunning } from '../lifecycle/long-running';
import { Periodic } from '../lifecycle/periodic';
import { Process } from '../process/process.port';

const LOOK_MS = 2_000;

/**
 * Makes the registry say what the definition files say, at the start and whenever they change. A file with mistakes
 * changes nothing about its agent: the last good version stays, and the registry says what is wrong. Only an edit makes
 * this orchestrator write, so that two that see different files (an old release and a new one) do not undo each other.
 */
@Injectable()
export class AgentSync implements LongRunning {
  private readonly folder: DefinitionFolder;
  private readonly periodic: Periodic;
  private readonly rejected;
  /** The registry does not say yet what was read. */
  private behind = false;

  constructor(
    private readonly store: AgentStore,
    private readonly process: Process,
  ) {
    this.folder = new DefinitionFolder(process.config.agentsDir);
    this.rejected = process.metrics.gauge(
      'cadre_agent_definitions_rejected',
      'Definition files with mistakes, whose agents keep their last good version',
    );
    this.periodic = new Periodic({ name: 'agent definitions', turn: () => this.turn(), outages: process.outages });
  }

  start(): void {
    this.periodic.start();
  }

  stop(): Promise<void> {
    return this.periodic.stop();
  }

  /** Rejects as the database does; the next call tries again. */
  async look(): Promise<void> {
    this.behind = this.folder.refresh() || this.behind;
    if (!this.behind) return;
    const { definitions, rejected, unreadable } = this.folder.current;
    this.rejected.set(rejected.length);
    this.tellMistakes();
    // What cannot be read at all says nothing about which agents there are.
    if (unreadable.length === 0) {
      const report = await this.store.sync(definitions, rejected);
      this.process.logger.debug({ agents: definitions.length, ...report }, 'agents are registered');
    }
    this.behind = false;
  }

  private async turn(): Promise<number> {
    await this.look();
    return LOOK_MS;
  }

  private tellMistakes(): void {
    const { rejected, unreadable } = this.folder.current;
    const mistakes = formatDefinitionErrors([...unreadable, ...rejected.flatMap(({ errors }) => errors)]);
    if (mistakes === '') return;
    this.process.logger.error({ mistakes }, 'agent definitions have mistakes; the last good versions stay');
  }
}
