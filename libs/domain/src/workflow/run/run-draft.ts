import { UnexpectedValueError } from '../../assert-never';
import type { StepOptions } from '../definition/workflow-definition';
import type { PlanNode, WorkflowPlan } from '../plan/workflow-plan';
import { instancePath, isCompensation, mapOf, scopeOf } from './instance-path';
import { isStepEnd, StepStatus } from './step-status';
import type { RunAction, RunState, StepSkipReason, StepMoved, StepState } from './step-state';
import { stepMove } from './workflow-transitions';

/** What a step is as long as nothing has happened to it, and what it is again when it is started anew. */
const UNTOUCHED = {
  ...{ status: StepStatus.Pending, reason: null, attempt: 1, follows: [], taskId: null, childId: null, branch: null },
  ...{ total: 0, created: 0, done: 0, failed: 0, redo: 0, dueAtMs: null, cancelAsked: false, compensable: false },
  ...{ compensated: false, doneNo: null, error: null },
} as const;

/**
 * A run on its way from one state to the next: the loaded steps, what changes about them, and what is to be done. Nothing
 * leaves it until the shell writes it.
 */
export class RunDraft {
  readonly moved: StepMoved[] = [];
  readonly actions: RunAction[] = [];
  readonly changed = new Set<string>();
  /** Steps whose work is done and whose `output` mapping is still to be filled in. */
  readonly unmapped = new Set<string>();
  /** There is more to do than one fold may. */
  unfinished = false;
  run: RunState;
  private readonly steps: Map<string, StepState>;

  constructor(
    readonly plan: WorkflowPlan,
    run: RunState,
    steps: readonly StepState[],
  ) {
    this.run = run;
    this.steps = new Map(steps.map((step) => [step.path, step]));
  }

  find(path: string): StepState | undefined {
    return this.steps.get(path);
  }

  all(): readonly StepState[] {
    return [...this.steps.values()];
  }

  /** The elements whose steps are loaded, and the empty one of the steps outside of maps. */
  scopes(): readonly string[] {
    return [...new Set(['', ...this.all().map(({ scope }) => scope)])];
  }

  nodeOf(step: Pick<StepState, 'node'>): PlanNode {
    const node = this.plan.nodes.get(step.node);
    if (!node) throw new UnexpectedValueError({ node: step.node });
    return node;
  }

  /** The step of a node inside an element, untouched if nothing has happened to it. */
  at(node: PlanNode, scope: string): StepState {
    return this.stepAt(instancePath(node.path, scope), node);
  }

  stepAt(path: string, node: PlanNode): StepState {
    const isElement = node.path.endsWith('[]');
    return (
      this.steps.get(path) ?? {
        ...UNTOUCHED,
        ...{ path, node: node.path, scope: scopeOf(path), type: node.kind },
        index: isElement ? Number(path.slice(path.lastIndexOf('[') + 1, -1)) : null,
      }
    );
  }

  /** The step around another one: a container, or the map of an element. */
  parentOf(step: StepState): StepState | null {
    if (isCompensation(step.path)) return null;
    const { parent } = this.nodeOf(step);
    if (parent === null) return null;
    const path = step.index === null ? instancePath(parent, step.scope) : mapOf(step.path);
    return this.steps.get(path) ?? null;
  }

  optionsOf(step: StepState): StepOptions {
    return this.nodeOf(step).definition;
  }

  /** Changes a step without moving it. */
  change(step: StepState, values: Partial<StepState>): StepState {
    const changed = { ...step, ...values };
    this.steps.set(step.path, changed);
    this.changed.add(step.path);
    return changed;
  }

  /** Moves a step along the table, keeping count. */
  move(step: StepState, to: StepStatus, values: Partial<StepState> = {}): StepState {
    const event = stepMove(step.status, to);
    if (event === undefined) throw new UnexpectedValueError({ path: step.path, from: step.status, to });
    this.count(step, -1);
    const moved = this.change(step, { ...values, status: to });
    this.count(moved, 1);
    const { path, attempt, reason, error } = moved;
    const data = { ...(reason !== null && { reason }), ...(error && { error_code: error.code }) };
    const shown = Object.keys(data).length > 0 ? data : null;
    this.moved.push({ path, event, from: step.status, to, attempt, data: shown });
    return moved;
  }

  skip(step: StepState, reason: StepSkipReason, follows: readonly string[] = []): StepState {
    return this.move(step, StepStatus.Skipped, { reason, follows });
  }

  /** A step to be started anew: what it is counted by stays. */
  restart(step: StepState, values: Partial<StepState>): StepState {
    const { attempt, follows: _follows, status: _status, ...untouched } = UNTOUCHED;
    return this.move(step, StepStatus.Pending, { ...untouched, attempt: step.attempt + attempt, ...values });
  }

  changeRun(values: Partial<RunState>): void {
    this.run = { ...this.run, ...values };
  }

  private count(step: StepState, by: 1 | -1): void {
    const { runningSteps, waitingSteps, completedSteps } = this.run;
    const isOwn = step.scope === '' && step.type !== 'compensation';
    if (step.status === StepStatus.Running && isLeaf(step)) this.changeRun({ runningSteps: runningSteps + by });
    if (step.status === StepStatus.Waiting) this.changeRun({ waitingSteps: waitingSteps + by });
    if (step.status === StepStatus.Completed && isOwn) this.changeRun({ completedSteps: completedSteps + by });
  }
}

/** Whether a step does something itself, instead of containing others. */
export function isLeaf({ type }: Pick<StepState, 'type'>): boolean {
  return type !== 'parallel' && type !== 'map' && type !== 'switch';
}

/** Whether what follows a step, or contains it, suffers from how it ended. */
export function isBad(draft: RunDraft, step: StepState): boolean {
  if (step.status !== StepStatus.Failed && step.status !== StepStatus.Cancelled) return false;
  return draft.optionsOf(step).continue_on_failure !== true;
}

export function isOpen({ status }: StepState): boolean {
  return !isStepEnd(status) && status !== StepStatus.Pending;
}
