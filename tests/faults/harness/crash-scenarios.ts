import type { CrashPointName } from '@cadre/config';
import type { TaskRequest } from '@cadre/testing';

/** What one task does while a process dies at a crash point. */
export interface CrashScenario {
  readonly victim: 'gateway' | 'orchestrator' | 'worker';
  /** Attempts the task may have taken in the end. A gateway or an orchestrator that dies costs none of its own. */
  readonly attempts: readonly number[];
  /** What the task is; default: one that succeeds at once. */
  readonly task?: TaskRequest;
  /** The spec that kills it: those that need the reaper wait for it once. */
  readonly group: CrashGroup;
}
export type CrashGroup = 'submit' | 'dispatch' | 'attempt' | 'worker' | 'reap' | 'mirror' | 'schedule' | 'fold';

/** Becomes due by the promoter, between its two attempts. */
const FAILS_ONCE: TaskRequest = { parameters: { fail: { class: 'transient' } } };
/** Leaves a dead letter, whose copy goes to the broker. */
const FAILS_FOR_GOOD: TaskRequest = { parameters: { fail: { class: 'permanent', times: 99 } } };

/** Every crash point there is: a new one does not compile, and does not pass, without its scenario. */
export const CRASH_SCENARIOS: Readonly<Record<CrashPointName, CrashScenario>> = {
  'submit.before_commit': { victim: 'gateway', attempts: [1], group: 'submit' },
  'submit.after_commit': { victim: 'gateway', attempts: [1], group: 'submit' },
  'promote.before_commit': { victim: 'orchestrator', attempts: [2], task: FAILS_ONCE, group: 'submit' },
  'promote.after_commit': { victim: 'orchestrator', attempts: [2], task: FAILS_ONCE, group: 'submit' },
  'dispatch.before_commit': { victim: 'orchestrator', attempts: [1], group: 'dispatch' },
  'dispatch.after_commit': { victim: 'orchestrator', attempts: [1], group: 'dispatch' },
  'dispatch.after_publish': { victim: 'orchestrator', attempts: [1], group: 'dispatch' },
  'claim.before_commit': { victim: 'orchestrator', attempts: [1], group: 'attempt' },
  'claim.after_commit': { victim: 'orchestrator', attempts: [1], group: 'attempt' },
  'report.before_commit': { victim: 'orchestrator', attempts: [1], group: 'attempt' },
  'report.after_commit': { victim: 'orchestrator', attempts: [1], group: 'attempt' },
  'worker.after_claim': { victim: 'worker', attempts: [2], group: 'worker' },
  'worker.after_execute': { victim: 'worker', attempts: [2], group: 'worker' },
  // The report was on its way: it may have arrived.
  'worker.after_report_sent': { victim: 'worker', attempts: [1, 2], group: 'worker' },
  'reap.before_commit': { victim: 'orchestrator', attempts: [2], group: 'reap' },
  'reap.after_commit': { victim: 'orchestrator', attempts: [2], group: 'reap' },
  'schedule.before_commit': { victim: 'orchestrator', attempts: [1], group: 'schedule' },
  'schedule.after_commit': { victim: 'orchestrator', attempts: [1], group: 'schedule' },
  'fold.before_write': { victim: 'orchestrator', attempts: [1], group: 'fold' },
  'fold.after_steps': { victim: 'orchestrator', attempts: [1], group: 'fold' },
  'fold.after_tasks': { victim: 'orchestrator', attempts: [1], group: 'fold' },
  'fold.before_commit': { victim: 'orchestrator', attempts: [1], group: 'fold' },
  'fold.after_commit': { victim: 'orchestrator', attempts: [1], group: 'fold' },
  'fold.after_announce': { victim: 'orchestrator', attempts: [1], group: 'fold' },
  'mirror.after_publish': { victim: 'orchestrator', attempts: [1], task: FAILS_FOR_GOOD, group: 'mirror' },
};

/** The crash points that one spec kills at. */
export function crashPointsOf(group: CrashGroup): CrashPointName[] {
  const names = Object.keys(CRASH_SCENARIOS) as CrashPointName[];
  return names.filter((name) => CRASH_SCENARIOS[name].group === group);
}

/** The environment of a process that dies at this point. */
export function armed(point: CrashPointName, count = 1): Record<string, string> {
  return { CADRE_CRASH_POINT: point, CADRE_CRASH_POINT_COUNT: String(count) };
}
