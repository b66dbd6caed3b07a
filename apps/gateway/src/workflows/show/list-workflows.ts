import { Injectable } from '@nestjs/common';
import { type RunQuery, WorkflowRunStore } from '@cadre/persistence';
import type { Page } from '../../http/page';
import type { Principal } from '../../http/principal';
import { visibilityOf } from '../../http/visibility';
import type { WorkflowItem } from './workflow-answers';
import { workflowItem } from './workflow-item';
import type { WorkflowsQuery } from './workflows.query';

export interface ListedWorkflows {
  readonly workflows: readonly WorkflowItem[];
  readonly total: number;
  readonly total_estimated: boolean;
}

/** Lists the runs somebody may see. */
@Injectable()
export class ListWorkflows {
  constructor(private readonly runs: WorkflowRunStore) {}

  async list(query: WorkflowsQuery, page: Page, principal: Principal): Promise<ListedWorkflows> {
    const filter = { ...filterOf(query), visibility: visibilityOf(principal), ...page };
    const { workflows, ...counted } = await this.runs.listRuns(filter);
    const nowMs = Date.now();
    return { workflows: workflows.map((run) => workflowItem(run, nowMs)), ...counted };
  }
}

function filterOf(query: WorkflowsQuery): Omit<RunQuery, 'visibility' | keyof Page> {
  const { status, name, template, submitted_by, parent_workflow_id, since, until } = query;
  return {
    ...(status && { status }),
    ...(name !== undefined && { name }),
    ...(template !== undefined && { template }),
    ...(submitted_by !== undefined && { submittedBy: submitted_by }),
    ...(parent_workflow_id !== undefined && { parentId: parent_workflow_id }),
    ...(since !== undefined && { since: new Date(since) }),
    ...(until !== undefined && { until: new Date(until) }),
  };
}
