import { assertNever } from '../../assert-never';
import { evaluateCondition } from '../condition/evaluate-condition';
import type { TemplateField } from '../plan/workflow-plan';
import type { Scope } from '../template/resolve-path';
import { CannotStart, fieldOf } from './cannot-start';
import { completeStep, endStep, settleAround } from './end-step';
import { mapOf } from './instance-path';
import type { ReadyStep } from './ready-steps';
import type { RunDraft } from './run-draft';
import { startApproval } from './start-approval';
import { startChild } from './start-child';
import { startMap } from './start-map';
import { startSwitch } from './start-switch';
import { startTask } from './start-task';
import { dueAt, type StartTools } from './start-tools';
import { startWait } from './start-wait';
import { followsOf } from './step-outlook';
import { StepStatus } from './step-status';
import type { StepState } from './step-state';
import { startSignal } from './take-signals';

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
  const field = (name: TemplateField, literal: unknown) => fieldOf(ready, name, literal, scope);
  const dueAtMs = dueAt(definition.timeout_seconds, tools);
  switch (definition.type) {
    case 'task': {
      const parameters = field('parameters', definition.parameters);
      return startTask(draft, step, { agentId: definition.agent_id, parameters }, tools);
    }
    case 'parallel': {
      const running = draft.move(step, StepStatus.Running, { dueAtMs });
      if (definition.tasks.length === 0) completeStep(draft, running);
      return;
    }
    case 'map':
      return startMap(draft, step, field('items', definition.items), dueAtMs);
    case 'switch':
      return startSwitch(draft, ready, scope, dueAtMs);
    case 'wait': {
      const time = { seconds: field('seconds', definition.seconds), until: field('until', definition.until) };
      return startWait(draft, step, time, tools.nowMs);
    }
    case 'approval': {
      const message = field('message', definition.message);
      const approvers = field('approvers', definition.approvers);
      return startApproval(draft, step, definition, { message, approvers }, tools);
    }
    case 'signal':
      return startSignal(draft, step, definition, tools);
    case 'workflow': {
      const { template, version = null } = definition;
      const work = { template, version, inputs: field('inputs', definition.inputs) };
      return startChild(draft, step, work, { dueAtMs, tools });
    }
    default:
      return assertNever(definition);
  }
}
