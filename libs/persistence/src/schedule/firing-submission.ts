import type { NewTask } from '../task/new-task';
import type { NewRun } from '../workflow/run/new-run';

/** What one firing submits: a task of an agent, or a run of a template. */
export type FiringSubmission =
  { readonly kind: 'task'; readonly task: NewTask } | { readonly kind: 'workflow'; readonly run: NewRun };

/** As the row of the firing names it. */
export function idsOf(submission: FiringSubmission): { readonly taskId: string } | { readonly workflowId: string } {
  return submission.kind === 'task' ? { taskId: submission.task.taskId } : { workflowId: submission.run.workflowId };
}
