import { ScheduleRunError } from '@cadre/domain';
import type { FiringFacts } from './firing-facts';
import type { ParameterJudge, ParameterVerdict } from './parameter-judge';
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
  const { cipher } = tools;
  const judge = (schema: Parameters<ParameterJudge>[0], payload: unknown) =>
    onlyKnownFiles(schedule, tools.judge(schema, payload));
  return schedule.target_kind === 'task'
    ? prepareTask(schedule, facts, { cipher, judge }, id)
    : prepareWorkflow(schedule, facts, { cipher, judge }, id);
}

/** A changed schema may take a text for a file. Only files that were checked when the schedule was written are used. */
function onlyKnownFiles({ input_artifacts }: LockedSchedule, verdict: ParameterVerdict): ParameterVerdict {
  if (!verdict.fits || verdict.inputArtifacts.every((id) => input_artifacts.includes(id))) return verdict;
  return { fits: false, message: 'A file is named that was not checked when the schedule was written.' };
}
