import { ScheduleRunError } from '@cadre/domain';
import type { FiringFacts } from './firing-facts';
import type { Preparation } from './preparation';
import { prepareTask } from './prepare-task';
import { prepareWorkflow } from './prepare-workflow';
import { type PreparedRun, refused } from './prepared-run';
import type { LockedSchedule } from './sql/lock-schedules.sql';

/** Makes what one firing submits, or says why it cannot be. The id becomes that of the task or the run. */
export function prepareRun(schedule: LockedSchedule, facts: FiringFacts, tools: Preparation, id: string): PreparedRun {
  if (!facts.submitters.has(schedule.created_by)) {
    return refused(ScheduleRunError.OwnerMayNotSubmit, 'Whoever made the schedule may not submit tasks any more.');
  }
  return schedule.target_kind === 'task'
    ? prepareTask(schedule, facts, tools, id)
    : prepareWorkflow(schedule, facts, tools, id);
}
