import type { JsonValue } from '../definition/json-value';
import type { WorkflowPlan } from '../plan/workflow-plan';
import { COMPENSATIONS } from '../run/compensate-steps';
import { fireTimers } from '../run/fire-timers';
import { foldSignals } from '../run/fold-signals';
import { scopesAround } from '../run/instance-path';
import { restartElements } from '../run/restart-steps';
import { RunDraft } from '../run/run-draft';
import type { RunResult } from '../run/run-result';
import type { WaitingSignal } from '../run/start-tools';
import { isStepEnd, StepStatus } from '../run/step-status';
import type { RunSignal, RunState, StepState } from '../run/step-state';
import { deliverSignals } from '../run/take-signals';
import { advanceInMemory, concludeInMemory, type MemoryFold } from './memory-fold';
import { MemoryValues } from './memory-values';
import type { RehearsalSetting } from './rehearsal';
import type { RehearsalBudget } from './rehearsal-budget';

const STARTED: RunState = {
  ...{ workflowId: '', status: 'running', compensating: false, restarts: 0, restarting: false, paused: false },
  ...{ cancelRequested: false, completedSteps: 0, runningSteps: 0, waitingSteps: 0, doneSeq: 0, error: null },
};

/** What happened to a run since its last fold, and when that is. */
export interface Happening {
  readonly nowMs: number;
  readonly signals: readonly RunSignal[];
  /** For the steps that wait for signals from outside. */
  readonly messages: readonly WaitingSignal[];
}

/**
 * A run that is in memory only, moved by the engine's own rules: each fold starts from what the one before has left.
 * Nothing is done besides: no task and no child is made.
 */
export class MemoryRun {
  run = STARTED;
  result: RunResult | null = null;
  readonly steps = new Map<string, StepState>();
  /** What steps put out themselves. Whoever ends a task notes here what it answered. */
  readonly outputs = new Map<string, JsonValue>();
  /** What tasks and children were judged by, by the paths of their steps. */
  readonly judged = new Map<string, JsonValue>();
  private ids = 0;

  constructor(
    readonly plan: WorkflowPlan,
    private readonly setting: RehearsalSetting,
    private readonly budget: RehearsalBudget,
  ) {}

  /** Takes in what happened, starts what can start, ends what has ended. Past its budget the run stays as it is then. */
  fold(happening: Happening): RunDraft {
    const compensable = this.run.compensating ? this.nextCompensable() : undefined;
    const fold = this.begin(happening, compensable);
    const { draft, tools } = fold;
    foldSignals(draft, happening.signals);
    fireTimers(draft, happening.nowMs);
    deliverSignals(draft, tools);
    restartElements(draft);
    advanceInMemory(fold);
    if (this.budget.reached === null) this.result = concludeInMemory(fold);
    this.keep(draft);
    return draft;
  }

  private begin({ nowMs, messages }: Happening, compensable: StepState | undefined): MemoryFold {
    const { setting, outputs, steps, budget } = this;
    const draft = new RunDraft(this.plan, this.run, this.loaded(compensable));
    const values = new MemoryValues(draft, { ...setting, outputs, steps });
    const { judgeTask, judgeChild } = setting;
    const tools = { nowMs, newId: () => String(++this.ids), judgeTask, judgeChild, signals: [...messages] };
    const note = (path: string, parameters: JsonValue): void => {
      void budget.takeValue(parameters);
      this.judged.set(path, parameters);
    };
    return { draft, values, tools, budget, compensable, note };
  }

  /** The step that was completed last of those that can be undone. */
  private nextCompensable(): StepState | undefined {
    const left = [...this.steps.values()].filter((step) => step.compensable && step.status === StepStatus.Completed);
    return left.sort((a, b) => (b.doneNo ?? 0) - (a.doneNo ?? 0))[0];
  }

  /** The steps outside of maps and those of elements under way; all, once elements may be begun anew. */
  private loaded(compensable: StepState | undefined): StepState[] {
    const around = new Set(compensable ? scopesAround(compensable.path) : []);
    return [...this.steps.values()].filter((step) => {
      if (this.run.restarts > 0 || step.scope === '' || around.has(step.scope)) return true;
      const element = step.scope === COMPENSATIONS ? step : this.steps.get(step.scope);
      return element !== undefined && !isStepEnd(element.status);
    });
  }

  private keep(draft: RunDraft): void {
    this.run = draft.run;
    for (const path of draft.changed) {
      const step = draft.find(path);
      if (!step) continue;
      const { output, ...kept } = step;
      if (output !== undefined) this.outputs.set(path, output);
      this.steps.set(path, kept);
    }
  }
}
