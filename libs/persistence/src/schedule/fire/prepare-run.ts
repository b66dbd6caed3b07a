import type { PayloadCipher } from '@cadre/crypto';
import { ScheduleRunError } from '@cadre/domain';
import type { NewTask } from '../../task/new-task';
import { openPayload } from '../schedule-payload';
import { taskOfSchedule } from '../task-of-schedule';
import type { FiringFacts } from './firing-facts';
import type { ParameterJudge, ParameterVerdict } from './parameter-judge';
import type { LockedSchedule } from './sql/lock-schedules.sql';

export interface RefusedRun {
  readonly kind: 'refused';
  readonly code: ScheduleRunError;
  readonly message: string;
}

/** What a firing would submit, by what is true now. */
export type PreparedRun = { readonly kind: 'task'; readonly task: NewTask } | RefusedRun;

export interface Preparation {
  readonly cipher: PayloadCipher;
  readonly judge: ParameterJudge;
}

/** Makes the task of one firing, or says why it cannot be. */
export function prepareRun(
  schedule: LockedSchedule,
  facts: FiringFacts,
  { cipher, judge }: Preparation,
  taskId: string,
): PreparedRun {
  if (!facts.submitters.has(schedule.created_by)) {
    return refused(ScheduleRunError.OwnerMayNotSubmit, 'Whoever made the schedule may not submit tasks any more.');
  }
  const agent = facts.agents.get(schedule.agent_id ?? '');
  if (!agent) return refused(ScheduleRunError.AgentNotFound, `There is no agent ${schedule.agent_id ?? ''} any more.`);
  const payload = openPayload(cipher, schedule);
  if (payload === undefined) {
    return refused(ScheduleRunError.PayloadUnreadable, 'The parameters cannot be read with the present keys.');
  }
  const verdict = onlyKnownFiles(schedule, judge(agent, payload));
  if (!verdict.fits) return refused(ScheduleRunError.ParametersInvalid, verdict.message);
  return { kind: 'task', task: taskOfSchedule(schedule, agent, verdict, taskId) };
}

/** A changed schema may take a text for a file. Only files that were checked when the schedule was written are used. */
function onlyKnownFiles({ input_artifacts }: LockedSchedule, verdict: ParameterVerdict): ParameterVerdict {
  if (!verdict.fits || verdict.inputArtifacts.every((id) => input_artifacts.includes(id))) return verdict;
  return { fits: false, message: 'The parameters name a file that was not checked when the schedule was written.' };
}

function refused(code: ScheduleRunError, message: string): RefusedRun {
  return { kind: 'refused', code, message };
}
