import type { RunRow } from '@cadre/persistence';
import { API } from '../../http/paths';
import type { WorkflowError, WorkflowItem } from './workflow-answers';

/** The part of a run that a list shows. */
export function workflowItem(run: RunRow, nowMs: number): WorkflowItem {
  const { workflow_id, external_id, name, template_version, status, tenant } = run;
  const { submitted_by, submitted_by_email, submitted_at, completed_at, paused_at, cancel_requested_at } = run;
  const { updated_at, total_steps, completed_steps, compensating, parent_workflow_id, parent_path } = run;
  return {
    ...{ workflow_id, external_id, name, template_version, status, tenant },
    // A template's definition bears the template's name.
    template: run.template_id === null ? null : name,
    ...{ submitted_by, submitted_by_email, submitted_at, completed_at, paused_at, cancel_requested_at, updated_at },
    duration_seconds: Math.max(0, (completed_at?.getTime() ?? nowMs) - submitted_at.getTime()) / 1000,
    ...{ total_steps, completed_steps, compensating, error: errorOf(run), parent_workflow_id, parent_path },
    links: linksOf(workflow_id),
  };
}

function errorOf({ error_code: code, error_message: message, error_path: path }: RunRow): WorkflowError | null {
  return code === null ? null : { code, message, path: path === '' ? null : path };
}

function linksOf(workflowId: string): Record<string, string> {
  const self = `/${API}/workflows/${workflowId}`;
  const tasks = `/${API}/tasks?workflow_id=${workflowId}`;
  return { self, steps: `${self}/steps`, graph: `${self}/graph`, events: `${self}/events`, tasks };
}
