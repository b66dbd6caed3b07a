import type { JsonValue } from '../definition/json-value';
import type { Scope } from '../template/resolve-path';
import { resolveTemplate } from '../template/resolve-template';
import { compensationPath, mapOf } from './instance-path';
import type { RunDraft } from './run-draft';
import type { Judged, StartTools } from './start-tools';
import { StepStatus } from './step-status';
import type { StepState } from './step-state';

/** Undoes one completed step: the one that was completed last goes first, one after the other. */
export function compensate(draft: RunDraft, step: StepState, scope: Scope, tools: StartTools): void {
  const { definition, templates } = draft.nodeOf(step);
  const { compensate: work } = definition;
  draft.change(step, { compensable: false, compensated: work !== undefined });
  if (!work) return;
  if (step.index !== null) noteRedo(draft, mapOf(step.path));
  const path = compensationPath(step.path);
  const { type, node, reason, index, follows, ...old } = draft.find(path) ?? { ...step, attempt: 0 };
  const fresh: StepState = {
    ...old,
    ...{ path, node: step.node, scope: COMPENSATIONS, index: null, type: 'compensation', status: StepStatus.Pending },
    ...{ attempt: old.attempt + 1, reason: null, follows: [], taskId: null, childId: null, branch: null, error: null },
    ...{ doneNo: null, compensable: false, compensated: false, cancelAsked: false, total: 0, created: 0, done: 0 },
    ...{ failed: 0, redo: 0, dueAtMs: null },
  };
  const parameters = parametersOf(templates.compensate, work.parameters ?? {}, scope);
  const judged = parameters.ok ? tools.judgeTask(work.agent_id, parameters.value) : parameters;
  if (!judged.ok) return void draft.move(fresh, StepStatus.Failed, { error: judged.error });
  const order = { taskId: tools.newId(), agentId: work.agent_id, parameters: judged.value };
  const { attempt } = draft.move(fresh, StepStatus.Running, { taskId: order.taskId });
  draft.actions.push({ kind: 'create_task', path, attempt, work: order });
}

/** Compensations stand apart: no fold loads them that is not about them. */
export const COMPENSATIONS = '~';

/** An element that was undone has to be done again if the run is retried. */
function noteRedo(draft: RunDraft, path: string): void {
  const map = draft.find(path);
  if (map) draft.change(map, { done: map.done - 1, redo: map.redo + 1 });
}

function parametersOf(
  template: Parameters<typeof resolveTemplate>[0] | undefined,
  literal: JsonValue,
  scope: Scope,
): Judged {
  if (!template) return { ok: true, value: literal };
  const resolved = resolveTemplate(template, scope);
  if (resolved.ok) return resolved;
  return { ok: false, error: { code: resolved.code, message: resolved.message } };
}
