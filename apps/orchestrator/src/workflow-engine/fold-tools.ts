import { Injectable } from '@nestjs/common';
import { createKeyedHash, type KeyedHash, KeyRing } from '@cadre/crypto';
import { AgentStore, ArtifactStore, WorkflowTemplateStore } from '@cadre/persistence';
import { AgentBook } from './agent-book';
import { RootSteps } from './root-steps';
import { RunPins } from './run-pins';

/** What every fold of this process shares. */
@Injectable()
export class FoldTools {
  readonly pins = new RunPins();
  readonly roots = new RootSteps();
  readonly agents: AgentBook;
  readonly hash: KeyedHash;

  constructor(
    agents: AgentStore,
    readonly artifacts: ArtifactStore,
    readonly templates: WorkflowTemplateStore,
    ring: KeyRing,
  ) {
    this.agents = new AgentBook(agents);
    this.hash = createKeyedHash(ring);
  }
}
