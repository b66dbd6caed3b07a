import { ScheduleRunError } from '@cadre/domain';
import { openPayload } from '../schedule-payload';
import { taskOfSchedule } from '../task-of-schedule';
import type { FiringFacts } from './firing-facts';
import type { Preparation } from './preparation';
import type { ParameterVerdict } from './parameter-judge';
import { payloadUnreadable, type PreparedRun, refused } from './prepared-run';
import type { LockedSchedule } from './sql/lock-schedules.sql';

/** The task of one firing, if its agent still takes it. */
export function prepareTask(
  schedule: LockedSchedule,
  { agents }: FiringFacts,
  { cipher, judge }: Preparation,
  taskId: string,
): PreparedRun {
  const agent = agents.get(schedule.agent_id ?? '');
  if (!agent) return refused(ScheduleRunError.AgentNotFound, `There is no agent ${schedule.agent_id ?? ''} any more.`);
  const payload = openPayload(cipher, schedule);
  if (payload === undefined) return payloadUnreadable('parameters');
  const verdict = onlyKnownFiles(schedule, judge(agent, payload));
  if (!verdict.fits) return refused(ScheduleRunError.ParametersInvalid, verdict.message);
  return { kind: 'task', task: taskOfSchedule(schedule, agent, verdict, taskId) };
}

/** A changed schema may take a text for a file. Only files that were checked when the schedule was written are used. */
function onlyKnownFiles({ input_artifacts }: LockedSchedule, verdict: ParameterVerdict): ParameterVerdict {
  if (!verdict.fits || verdict.inputArtifacts.every((id) => input_artifacts.includes(id))) return verdict;
  return { fits: false, message: 'The parameters name a file that was not checked when the schedule was written.' };
}
