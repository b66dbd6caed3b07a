import { assertNever } from '../../assert-never';
import { isJsonObject, type JsonValue } from '../definition/json-value';
import type { TemplateField } from '../plan/workflow-plan';
import { evaluateCondition } from '../condition/evaluate-condition';
import { resolveTemplate } from '../template/resolve-template';
import type { Scope } from '../template/resolve-path';
import { completeStep, endStep, settleAround, settleMap } from './end-step';
import { mapOf } from './instance-path';
import type { ReadyStep } from './ready-steps';
import { type RunDraft } from './run-draft';
import { followsOf } from './step-outlook';
import { StepStatus } from './step-status';
import type { StepError, StepState, TaskOrder } from './step-state';

/** What starting a step needs besides its values. */
export interface StartTools {
  readonly nowMs: number;
  readonly newId: () => string;
  /** Judges a task's parameters by its agent; fills in defaults. */
  readonly judgeTask: (agentId: string, parameters: JsonValue) => Judged;
  /** Judges a child's inputs by its template. */
  readonly judgeChild: (template: string, version: number | null, inputs: JsonValue) => Judged;
  /** Signals that came and were not taken, the oldest first. */
  readonly signals: { readonly signalId: string; readonly name: string; readonly body: JsonValue }[];
}

export type Judged =
  { readonly ok: true; readonly value: JsonValue } | { readonly ok: false; readonly error: StepError };

/** A map may have this many elements. */
export const MAX_ELEMENTS = 100_000;

/** Starts a step, or ends it where it cannot be started. */
export function startStep(draft: RunDraft, ready: ReadyStep, scope: Scope, tools: StartTools): void {
  const step = taken(draft, ready);
  try {
    if (!conditionHolds(ready, scope)) return settleAround(draft, draft.skip(step, 'condition', step.follows));
    start(draft, { ...ready, step }, scope, tools);
  } catch (error) {
    if (!(error instanceof CannotStart)) throw error;
    endStep(draft, step, { status: StepStatus.Failed, error: error.stepError });
  }
}

/** Counts an element as begun. */
function taken(draft: RunDraft, { node, step }: ReadyStep): StepState {
  if (step.index !== null) {
    const map = draft.find(mapOf(step.path));
    if (map && step.index >= map.created) draft.change(map, { created: step.index + 1 });
  }
  return { ...step, follows: step.index === null ? followsOf(node, step.scope) : [] };
}

function conditionHolds({ node }: ReadyStep, scope: Scope): boolean {
  if (node.condition === null) return true;
  const evaluated = evaluateCondition(node.condition, scope);
  if (!evaluated.ok) throw new CannotStart({ code: evaluated.code, message: evaluated.message });
  return evaluated.holds;
}

function start(draft: RunDraft, ready: ReadyStep, scope: Scope, tools: StartTools): void {
  const { node, step } = ready;
  const { definition } = node;
  const value = (field: TemplateField, literal: JsonValue | undefined): JsonValue =>
    valueOf(ready, field, literal, scope);
  switch (definition.type) {
    case 'task':
      return startTask(draft, step, orderOf(definition.agent_id, value('parameters', definition.parameters), tools));
    case 'parallel':
      if (definition.tasks.length > 0) return void draft.move(step, StepStatus.Running);
      return completeStep(draft, draft.move(step, StepStatus.Running));
    case 'map':
      return startMap(draft, step, value('items', definition.items));
    case 'switch':
      return startSwitch(draft, ready, scope);
    case 'wait':
      return startWait(draft, step, value('seconds', definition.seconds), value('until', definition.until), tools);
    case 'approval':
      return startApproval(
        draft,
        ready,
        { message: value('message', definition.message), approvers: value('approvers', definition.approvers) },
        tools,
      );
    case 'signal':
      return startSignal(draft, step, definition.name, dueAt(definition.timeout_seconds, tools), tools);
    case 'workflow': {
      const { template, version = null } = definition;
      return startChild(draft, step, { template, version, inputs: value('inputs', definition.inputs) }, tools);
    }
    default:
      return assertNever(definition);
  }
}

/** A field as its template fills it in, or as it was written. */
function valueOf({ node }: ReadyStep, field: TemplateField, literal: JsonValue | undefined, scope: Scope): JsonValue {
  const template = node.templates[field];
  if (!template) return literal ?? null;
  const resolved = resolveTemplate(template, scope);
  if (!resolved.ok) throw new CannotStart({ code: resolved.code, message: resolved.message });
  return resolved.value;
}

function orderOf(agentId: string, parameters: JsonValue, tools: StartTools): TaskOrder {
  const judged = tools.judgeTask(agentId, parameters ?? {});
  if (!judged.ok) throw new CannotStart(judged.error);
  return { taskId: tools.newId(), agentId, parameters: judged.value };
}

function startTask(draft: RunDraft, step: StepState, work: TaskOrder): void {
  const { path, attempt } = draft.move(step, StepStatus.Running, { taskId: work.taskId });
  draft.actions.push({ kind: 'create_task', path, attempt, work });
}

function startMap(draft: RunDraft, step: StepState, items: JsonValue): void {
  // One that is started anew keeps its elements.
  if (step.total > 0) return continueMap(draft, draft.move(step, StepStatus.Running));
  if (!Array.isArray(items)) throw new CannotStart({ code: 'MAP_ITEMS_INVALID', message: '"items" is not a list' });
  const list = items as readonly JsonValue[];
  if (list.length > MAX_ELEMENTS) {
    throw new CannotStart({ code: 'MAP_ITEMS_INVALID', message: `"items" has more than ${MAX_ELEMENTS} elements` });
  }
  const map = draft.move(step, StepStatus.Running, { total: list.length, items: list });
  if (list.length === 0) endStep(draft, map, { status: StepStatus.Completed });
}

/** Those of its elements that are to be begun anew are not loaded yet. */
function continueMap(draft: RunDraft, map: StepState): void {
  if (map.redo > 0) draft.unfinished = true;
  else settleMap(draft, map);
}

function startSwitch(draft: RunDraft, { node, step }: ReadyStep, scope: Scope): void {
  const branch = step.branch ?? chosenBranch(draft, { node, step }, scope);
  const running = draft.move(step, StepStatus.Running, { branch: branch ?? 'none' });
  if (branch === null) endStep(draft, running, { status: StepStatus.Completed });
}

function chosenBranch(draft: RunDraft, { node }: ReadyStep, scope: Scope): string | null {
  for (const [place, condition] of node.cases.entries()) {
    const evaluated = evaluateCondition(condition, scope);
    if (!evaluated.ok) throw new CannotStart({ code: evaluated.code, message: evaluated.message });
    if (evaluated.holds) return hasBranch(draft, node.children, place) ? String(place) : null;
  }
  return hasBranch(draft, node.children, 'default') ? 'default' : null;
}

/** A branch without steps is done when it is chosen. */
function hasBranch(draft: RunDraft, children: readonly string[], branch: number | 'default'): boolean {
  return children.some((path) => draft.plan.nodes.get(path)?.branch === branch);
}

function startWait(
  draft: RunDraft,
  step: StepState,
  seconds: JsonValue,
  until: JsonValue,
  { nowMs }: StartTools,
): void {
  const dueAtMs = until === null ? nowMs + Number(seconds) * 1000 : typeof until === 'string' ? Date.parse(until) : NaN;
  if (!Number.isFinite(dueAtMs) || Math.abs(dueAtMs) > LAST_INSTANT_MS) {
    throw new CannotStart({ code: 'WAIT_INVALID', message: 'names no time' });
  }
  draft.move(step, StepStatus.Waiting, { dueAtMs });
}

/** The end of the year 9999. */
const LAST_INSTANT_MS = 253_402_300_799_000;

function startApproval(
  draft: RunDraft,
  { node, step }: ReadyStep,
  filled: { readonly message: JsonValue; readonly approvers: JsonValue },
  tools: StartTools,
): void {
  const { definition } = node;
  if (definition.type !== 'approval') return;
  const { form, four_eyes = false, timeout_seconds } = definition;
  // A form is JSON as everything else of a definition.
  const detail = { ...filled, four_eyes, ...(form && { form: form as JsonValue }) };
  draft.move(step, StepStatus.Waiting, { dueAtMs: dueAt(timeout_seconds, tools), detail });
}

function startSignal(draft: RunDraft, step: StepState, name: string, dueAtMs: number | null, tools: StartTools): void {
  const waiting = draft.move(step, StepStatus.Waiting, { dueAtMs, detail: { name } });
  takeSignal(draft, waiting, name, tools);
}

/** Ends a waiting step with a signal of that name, if one came: also one that came before the step started. */
function takeSignal(draft: RunDraft, step: StepState, name: string, { signals }: StartTools): void {
  const place = signals.findIndex((signal) => signal.name === name);
  const [signal] = place < 0 ? [] : signals.splice(place, 1);
  if (!signal) return;
  draft.actions.push({ kind: 'take_signal', signalId: signal.signalId, path: step.path });
  endStep(draft, step, { status: StepStatus.Completed, output: signal.body });
}

/** Gives signals that came to the loaded steps that wait for them. */
export function deliverSignals(draft: RunDraft, tools: StartTools): void {
  if (tools.signals.length === 0) return;
  for (const step of draft.all()) {
    if (step.type !== 'signal' || step.status !== StepStatus.Waiting) continue;
    const { definition } = draft.nodeOf(step);
    if (definition.type === 'signal') takeSignal(draft, step, definition.name, tools);
  }
}

function startChild(
  draft: RunDraft,
  step: StepState,
  order: { readonly template: string; readonly version: number | null; readonly inputs: JsonValue },
  tools: StartTools,
): void {
  const inputs = isJsonObject(order.inputs) ? order.inputs : {};
  if (step.childId !== null) {
    draft.move(step, StepStatus.Running);
    draft.actions.push({ kind: 'retry_child', childId: step.childId });
    return;
  }
  const judged = tools.judgeChild(order.template, order.version, inputs);
  if (!judged.ok) throw new CannotStart(judged.error);
  const child = { ...order, inputs: judged.value, childId: tools.newId() };
  const { path, attempt } = draft.move(step, StepStatus.Running, { childId: child.childId });
  draft.actions.push({ kind: 'start_child', path, attempt, child });
}

function dueAt(seconds: number | undefined, { nowMs }: StartTools): number | null {
  return seconds === undefined ? null : nowMs + seconds * 1000;
}

/** A step that ends before it starts. */
class CannotStart extends Error {
  constructor(readonly stepError: StepError) {
    super(stepError.code);
  }
}
