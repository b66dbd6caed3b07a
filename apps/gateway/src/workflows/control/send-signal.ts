import { Injectable } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';
import { suggestion } from '@cadre/domain';
import { type Commander, type RunDetails, WorkflowCommandStore } from '@cadre/persistence';
import { ProblemError } from '../../http/problem.error';
import { RunAnnouncer } from '../run-announcer.port';
import { planOf } from '../show/workflow-view';
import { workflowNotFound } from '../workflow-problems';
import type { SignalAnswer } from './control-answers';
import { stateConflict } from './control-run';

/** Keeps a signal for the step that waits for it, or will. */
@Injectable()
export class SendSignal {
  constructor(
    private readonly store: WorkflowCommandStore,
    private readonly announcer: RunAnnouncer,
  ) {}

  /** Throws WORKFLOW_STEP_NOT_FOUND when no step of the run listens to the name. */
  async send(run: RunDetails, name: string, body: unknown, by: Commander): Promise<SignalAnswer> {
    requireListener(run, name);
    const signalId = uuidv7();
    const outcome = await this.store.sendSignal(run.workflow_id, { name, body, signalId }, by);
    if (outcome.kind === 'not_found') throw workflowNotFound();
    if (outcome.kind === 'conflict') throw stateConflict(outcome);
    this.announcer.announce(outcome.events);
    return { signal_id: signalId, workflow_id: run.workflow_id, name, status: 'accepted' };
  }
}

/** A signal nobody listens to would be kept for nothing, and its sender would never know. */
function requireListener(run: RunDetails, name: string): void {
  if (run.definition.kind !== 'opened') return;
  const names = [...planOf(run).nodes.values()].flatMap(({ definition }) =>
    definition.type === 'signal' ? [definition.name] : [],
  );
  if (names.includes(name)) return;
  const detail = `No step of the run waits for the signal "${name}"${suggestion(name, names)}.`;
  throw new ProblemError(ProblemCode.WorkflowStepNotFound, detail);
}
