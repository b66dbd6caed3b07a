import type { FaultRecord } from '../faults/run-plan';
import type { Replica } from '../world/replica';
import { type Finding, none } from './finding';

const OBSERVED_AT_LEAST = 0.95;
const COMPLETED_AT_LEAST = 0.85;

/** Whether the run was one: a trivial one proves nothing. */
export function judgeFaults(records: readonly FaultRecord[], planned: number): Finding[] {
  const observed = records.filter((record) => record.observed).length;
  const unsteady = records.filter(({ steadyAt }) => steadyAt === null).map(({ no, name }) => `${no} ${name}`);
  return [
    {
      name: 'at least 95 % of the planned faults took effect',
      holds: planned > 0 && observed >= OBSERVED_AT_LEAST * planned,
      detail: `${observed} of ${planned}`,
    },
    none('new tasks complete soon after each healing', unsteady, records.length),
  ];
}

export function judgeVolume(completed: number, tasks: number): Finding {
  return {
    name: 'most tasks completed',
    holds: tasks > 0 && completed >= COMPLETED_AT_LEAST * tasks,
    detail: `${completed} of ${tasks}`,
  };
}

/** No fault but its own ends a process. */
export function judgeProcesses(replicas: readonly Replica[]): Finding[] {
  return [
    none(
      'no process ends by itself',
      replicas.flatMap(({ surprises }) => surprises),
    ),
    none(
      'no process speaks of a mistake of its own',
      replicas.flatMap(({ mistakes }) => mistakes),
    ),
    none(
      'no process says that a person must act',
      replicas.flatMap(({ fatalLines }) => fatalLines),
    ),
  ];
}
