import { Injectable } from '@nestjs/common';
import type { WorkflowGraph } from '@cadre/domain';
import { type RunDetails, WorkflowRunStore } from '@cadre/persistence';
import type { Page } from '../../http/page';
import { valueOf } from '../../http/payload-error';
import type { Principal } from '../../http/principal';
import { visibilityOf } from '../../http/visibility';
import { workflowNotFound } from '../workflow-problems';
import { runGraph } from './run-graph';
import type { StepItem, WorkflowView } from './workflow-answers';
import { planOf, stepItems, workflowView } from './workflow-view';

export interface ListedSteps {
  readonly steps: readonly StepItem[];
  readonly total: number;
}

/** Tells about one run to somebody who may know it. Throws WORKFLOW_NOT_FOUND. */
@Injectable()
export class ShowWorkflow {
  constructor(private readonly runs: WorkflowRunStore) {}

  async show(id: string, include: readonly string[], principal: Principal): Promise<WorkflowView> {
    const run = await this.runs.readRun(id, visibilityOf(principal));
    if (run === null) throw workflowNotFound();
    const view = workflowView(run, Date.now());
    return include.includes('definition') ? { ...view, definition: valueOf(run.definition) } : view;
  }

  async steps(id: string, page: Page & { readonly under?: string }, principal: Principal): Promise<ListedSteps> {
    const run = await this.find(id, principal);
    const { steps, total } = await this.runs.readSteps(run, page);
    return { steps: stepItems(planOf(run), steps), total };
  }

  async graph(id: string, principal: Principal): Promise<WorkflowGraph> {
    const run = await this.find(id, principal);
    return runGraph(planOf(run), run.status, await this.runs.countNodes(run.workflow_id));
  }

  /** The run without its steps. */
  async find(id: string, principal: Principal): Promise<RunDetails> {
    const run = await this.runs.findRun(id, visibilityOf(principal));
    if (run === null) throw workflowNotFound();
    return run;
  }
}
