import { Injectable } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import { isRunEnd } from '@cadre/domain';
import { type Commander, type RunCommandOutcome, type RunRow, WorkflowCommandStore } from '@cadre/persistence';
import { ProblemError } from '../../http/problem.error';
import { RunAnnouncer } from '../run-announcer.port';
import { workflowNotFound } from '../workflow-problems';

export type RunCommand = 'cancel' | 'pause' | 'resume' | 'retry';

/** Tells a run what to do; the engine carries it out. Throws WORKFLOW_NOT_FOUND or the conflict. */
@Injectable()
export class ControlRun {
  constructor(
    private readonly store: WorkflowCommandStore,
    private readonly announcer: RunAnnouncer,
  ) {}

  async carryOut(command: RunCommand, id: string, by: Commander): Promise<RunRow> {
    const outcome = await this.send(command, id, by);
    if (outcome.kind === 'not_found') throw workflowNotFound();
    if (outcome.kind === 'conflict') throw stateConflict(outcome, command);
    this.announcer.announce(outcome.events);
    return outcome.run;
  }

  private send(command: RunCommand, id: string, by: Commander): Promise<RunCommandOutcome> {
    switch (command) {
      case 'cancel':
        return this.store.cancelRun(id, by);
      case 'pause':
        return this.store.pauseRun(id, by);
      case 'resume':
        return this.store.resumeRun(id, by);
      case 'retry':
        return this.store.retryRun(id, by);
    }
  }
}

type Conflict = Extract<RunCommandOutcome, { kind: 'conflict' }>;

/** 409. A retry is for runs that have ended, so that an end is no answer to it. */
export function stateConflict({ status, detail }: Conflict, command?: RunCommand): ProblemError {
  const isOver = isRunEnd(status) && command !== 'retry';
  const code = isOver ? ProblemCode.WorkflowAlreadyFinished : ProblemCode.WorkflowStateConflict;
  return new ProblemError(code, `${detail} It is ${status}.`);
}
