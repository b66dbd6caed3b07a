import { ScheduleRunError } from '@cadre/domain';
import { runOfSchedule } from '../run-of-schedule';
import { openPayload } from '../schedule-payload';
import { type FiringFacts, templateKey } from './firing-facts';
import type { Preparation } from './preparation';
import { payloadUnreadable, type PreparedRun, refused } from './prepared-run';
import type { LockedSchedule } from './sql/lock-schedules.sql';

/** The run of one firing, of the version that is active now unless the schedule pins one, if it still takes the inputs. */
export function prepareWorkflow(
  schedule: LockedSchedule,
  { templates }: FiringFacts,
  { cipher, judge }: Preparation,
  workflowId: string,
): PreparedRun {
  const template = templates.get(templateKey(schedule));
  if (!template) return gone(schedule);
  if (template.definition.kind !== 'opened') {
    return refused(ScheduleRunError.WorkflowRefused, 'The template cannot be read with the present keys.');
  }
  const payload = openPayload(cipher, schedule);
  if (payload === undefined) return payloadUnreadable('inputs');
  const { value: definition } = template.definition;
  const verdict = judge({ schema: definition.inputs ?? {} }, payload);
  if (!verdict.fits) return refused(ScheduleRunError.WorkflowRefused, verdict.message);
  return { kind: 'workflow', run: runOfSchedule(schedule, template, definition, verdict.value, workflowId) };
}

function gone({ template, template_version: version }: LockedSchedule): PreparedRun {
  const which = version === null ? '' : ` of version ${version}`;
  const message = `There is no template ${template ?? ''}${which} any more that the schedule's owner may use.`;
  return refused(ScheduleRunError.WorkflowRefused, message);
}
