import { UnexpectedValueError } from '../../assert-never';
import type { WorkflowPlan } from '../plan/workflow-plan';
import { isRunEnd } from '../run/run-status';
import { isOpen } from '../run/step-kind';
import { answersTo } from './answer-steps';
import { type Happening, MemoryRun } from './memory-run';
import type { MockOutputs } from './mock-outputs';
import type { Rehearsal, RehearsalSetting } from './rehearsal';
import { RehearsalBudget } from './rehearsal-budget';
import { rehearsedSteps } from './rehearsed-steps';

/**
 * What a run would come to if its tasks, children, people and signals answered as mocked. Every answer takes no time; the
 * clock goes on only when nothing but times is waited for.
 */
export function rehearseRun(plan: WorkflowPlan, mocks: MockOutputs, setting: RehearsalSetting): Rehearsal {
  const budget = new RehearsalBudget();
  const memory = new MemoryRun(plan, setting, budget);
  const order = new Set<string>();
  const mocked = new Map<string, boolean>();
  let next: Happening | null = { nowMs: setting.nowMs, signals: [], messages: [] };
  while (next !== null) {
    const { moved, unfinished } = memory.fold(next);
    for (const { path } of moved) order.add(path);
    next = isRunEnd(memory.run.status) || budget.reached !== null ? null : happenings(next.nowMs, unfinished);
  }
  const { run, result } = memory;
  return {
    ...{ status: run.status, error: run.error, truncated: budget.reached, unusedMocks: mocks.unused() },
    output: result?.ok === true ? (result.value ?? null) : null,
    steps: rehearsedSteps(memory, [...order], mocked),
  };

  /** Null: the answers are more than may be shown. */
  function happenings(nowMs: number, unfinished: boolean): Happening | null {
    const answers = answersTo(memory.steps.values(), { plan, mocks });
    for (const { path, output, message, mocked: isMocked } of answers) {
      const shown = output ?? message?.body;
      if (shown !== undefined && !budget.takeValue(shown)) return null;
      if (output !== undefined) memory.outputs.set(path, output);
      if (isMocked !== undefined) mocked.set(path, isMocked);
    }
    const signals = answers.flatMap(({ signal }) => signal ?? []);
    const messages = answers.flatMap(({ message }) => message ?? []);
    const isAnswered = unfinished || answers.length > 0;
    return { nowMs: isAnswered ? nowMs : nextTime(memory, nowMs), signals, messages };
  }
}

/** When the first of those comes that are waited for. */
function nextTime({ steps }: MemoryRun, nowMs: number): number {
  const times = [...steps.values()].filter(isOpen).flatMap(({ dueAtMs }) => dueAtMs ?? []);
  if (times.length === 0) throw new UnexpectedValueError({ waitsFor: 'nothing' });
  const first = times.reduce((a, b) => Math.min(a, b));
  return Math.max(nowMs, first);
}
