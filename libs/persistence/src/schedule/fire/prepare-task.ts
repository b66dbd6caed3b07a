import { ScheduleRunError } from '@cadre/domain';
import { openPayload } from '../schedule-payload';
import { taskOfSchedule } from '../task-of-schedule';
import type { FiringFacts } from './firing-facts';
import type { Preparation } from './preparation';
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
  const verdict = judge(agent, payload);
  if (!verdict.fits) return refused(ScheduleRunError.ParametersInvalid, verdict.message);
  return { kind: 'task', task: taskOfSchedule(schedule, agent, verdict, taskId) };
}
