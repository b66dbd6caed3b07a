import { UnexpectedValueError } from '../../assert-never';
import type { StepOptions } from '../definition/workflow-definition';
import type { PlanNode, WorkflowPlan } from '../plan/workflow-plan';
import { counted } from './count-step';
import { instancePath, isCompensation, mapOf } from './instance-path';
import { StepStatus } from './step-status';
import type { RunAction, RunState, StepSkipReason, StepMoved, StepState } from './step-state';
import { UNTOUCHED, untouchedStep } from './untouched-step';
import { stepMove } from './workflow-transitions';

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
  /** The elements in which there is. */
  readonly unfinishedScopes = new Set<string>();
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
    return this.steps.get(path) ?? untouchedStep(path, node);
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
    const moved = this.change(step, { ...values, status: to });
    this.run = counted(counted(this.run, step, -1), moved, 1);
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

  /** Takes back a task that was not made yet. */
  withdrawTask(path: string): StepState {
    const place = this.actions.findIndex((action) => action.kind === 'create_task' && action.path === path);
    const step = this.steps.get(path);
    if (!step || place < 0) throw new UnexpectedValueError({ withdrawn: path });
    this.actions.splice(place, 1);
    return this.change(step, { taskId: null });
  }

  changeRun(values: Partial<RunState>): void {
    this.run = { ...this.run, ...values };
  }
}
