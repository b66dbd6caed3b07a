import { Injectable } from '@nestjs/common';
import { AgentStore, ArtifactStore, WorkflowTemplateStore } from '@cadre/persistence';
import { AgentBook } from './agent-book';
import { RunPins } from './run-pins';

/** What every fold of this process shares. */
@Injectable()
export class FoldTools {
  readonly pins = new RunPins();
  readonly agents: AgentBook;

  constructor(
    agents: AgentStore,
    readonly artifacts: ArtifactStore,
    readonly templates: WorkflowTemplateStore,
  ) {
    this.agents = new AgentBook(agents);
  }
}
