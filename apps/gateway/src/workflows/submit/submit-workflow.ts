import { Injectable } from '@nestjs/common';
import { ProblemCode } from '@cadre/contracts';
import {
  type CreatedRun,
  type IdempotencyRequest,
  type Origin,
  type StoredAnswer,
  WorkflowRunStore,
} from '@cadre/persistence';
import { API } from '../../http/paths';
import type { Principal } from '../../http/principal';
import { ProblemError } from '../../http/problem.error';
import { keyInProgress, keyReused, settledOutcome } from '../../idempotency/key-use.port';
import { RunAnnouncer } from '../run-announcer.port';
import { PrepareRun } from './prepare-run';
import { receiptOf } from './submit-answers';
import type { SubmitWorkflowBody } from './submit-workflow.body';
import { WorkflowSubmissionMetrics } from './workflow-submission.metrics';

/** Who submits, from where, and under which idempotency key. */
export interface RunSubmitter {
  readonly principal: Principal;
  readonly origin: Origin;
  readonly idempotency: IdempotencyRequest | undefined;
}

export interface SubmittedRun {
  readonly answer: StoredAnswer;
  readonly replayed: boolean;
}

/** Accepts a run: checks it, commits it with its key, wakes those who carry it out. */
@Injectable()
export class SubmitWorkflow {
  constructor(
    private readonly prepareRun: PrepareRun,
    private readonly store: WorkflowRunStore,
    private readonly announcer: RunAnnouncer,
    private readonly metrics: WorkflowSubmissionMetrics,
  ) {}

  /** @param workflowId the id the run gets if it is accepted */
  async submit(workflowId: string, body: SubmitWorkflowBody, submitter: RunSubmitter): Promise<SubmittedRun> {
    const { principal, origin, idempotency: request } = submitter;
    const { run } = await this.prepareRun.prepare(workflowId, body, principal);
    const kept = request && { request, answer: answerOf };
    const outcome = await settledOutcome(() =>
      this.store.createRun({ ...run, traceParent: origin.traceParent ?? null }, origin, kept),
    );
    switch (outcome.kind) {
      case 'created':
        this.announcer.announce(outcome.events);
        this.metrics.accepted(run.template === null ? 'definition' : 'template');
        return { answer: answerOf(outcome), replayed: false };
      case 'external_id_taken':
        throw externalIdTaken();
      case 'replayed':
        return { answer: outcome.answer, replayed: true };
      case 'key_reused':
        throw keyReused();
      case 'in_flight':
        throw keyInProgress();
    }
  }
}

function answerOf({ run }: CreatedRun): StoredAnswer {
  return { statusCode: 201, body: receiptOf(run), location: `/${API}/workflows/${run.workflow_id}` };
}

function externalIdTaken(): ProblemError {
  const errors = [{ path: '/workflow_id', message: 'you have a run of this id' }];
  return new ProblemError(ProblemCode.AlreadyExists, 'You have a run of this workflow_id.', { errors });
}
