import { Injectable } from '@nestjs/common';
import { validateParameters } from '@cadre/agents';
import { ProblemCode } from '@cadre/contracts';
import { assertNever } from '@cadre/domain';
import { type Commander, type Decision, type DecisionOutcome, WorkflowCommandStore } from '@cadre/persistence';
import { ProblemError } from '../../http/problem.error';
import { RunAnnouncer } from '../run-announcer.port';
import { workflowNotFound } from '../workflow-problems';
import type { DecisionAnswer } from './control-answers';
import { stateConflict } from './control-run';
import type { DecisionBody } from './decision.body';

/** Hands a person's decision to a step that waits for it. The first one counts. */
@Injectable()
export class DecideStep {
  constructor(
    private readonly store: WorkflowCommandStore,
    private readonly announcer: RunAnnouncer,
  ) {}

  async decide(
    id: string,
    path: string,
    { approved, body }: { readonly approved: boolean; readonly body: DecisionBody },
    by: Commander,
  ): Promise<DecisionAnswer> {
    const { comment, values } = body;
    const decision: Decision = {
      ...{ approved, checkForm },
      ...(comment !== undefined && { comment }),
      ...(values !== undefined && { values }),
    };
    const outcome = await this.store.decideApproval(id, path, decision, by);
    if (outcome.kind !== 'done') throw refusalOf(outcome);
    this.announcer.announce(outcome.events);
    return {
      ...{ workflow_id: outcome.run.workflow_id, path },
      ...{ decision: approved ? 'approved' : 'rejected', decided_by: by.origin.email ?? by.origin.userId ?? '' },
    };
  }
}

const checkForm: NonNullable<Decision['checkForm']> = (form, values) => {
  const judged = validateParameters({ parameters: form }, values);
  return judged.ok ? [] : judged.errors;
};

function refusalOf(outcome: Exclude<DecisionOutcome, { kind: 'done' }>): ProblemError {
  switch (outcome.kind) {
    case 'not_found':
      return workflowNotFound();
    case 'conflict':
      return stateConflict(outcome);
    case 'step_not_found':
      return new ProblemError(ProblemCode.WorkflowStepNotFound, 'The run has no approval at this path, or not yet.');
    case 'not_waiting':
      return new ProblemError(ProblemCode.WorkflowStepNotWaiting, notWaiting(outcome));
    case 'not_allowed':
      return new ProblemError(ProblemCode.Forbidden, outcome.detail);
    case 'form_invalid':
      return new ProblemError(ProblemCode.FormInvalid, 'The values do not fit what the step asks for.', {
        errors: outcome.errors.map(({ path, message }) => ({ path: `/values${path}`, message })),
      });
    default:
      return assertNever(outcome);
  }
}

function notWaiting({ status, decidedBy }: Extract<DecisionOutcome, { kind: 'not_waiting' }>): string {
  return decidedBy === null ? `The step does not wait; it is ${status}.` : 'Somebody has decided already.';
}
