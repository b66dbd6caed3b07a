import type { WorkflowDefinition } from '@cadre/domain';
import type { NewRun } from '../workflow/run/new-run';
import type { TemplateDetails } from '../workflow/template/template-row';
import type { ScheduleRow } from './schedule-row';

type WorkflowSchedule = Pick<ScheduleRow, 'tenant' | 'created_by' | 'created_by_email'>;

/** The run of one firing, by what its template is now: it belongs to whoever made the schedule. */
export function runOfSchedule(
  { tenant, created_by, created_by_email }: WorkflowSchedule,
  { template_id, version }: Pick<TemplateDetails, 'template_id' | 'version'>,
  definition: WorkflowDefinition,
  inputs: unknown,
  workflowId: string,
): NewRun {
  return {
    ...{ workflowId, externalId: null, tenant, submittedBy: created_by, submittedByEmail: created_by_email },
    ...{ name: definition.name, template: { templateId: template_id, version: version.version } },
    ...{ definition, inputs, totalSteps: version.total_steps, traceParent: null },
  };
}
