import type { PlanNode } from '../plan/workflow-plan';
import { settleAround } from './end-step';
import { elementPath, instancePath } from './instance-path';
import type { RunDraft } from './run-draft';
import { isOpen } from './step-kind';
import { followsOf, isOtherBranch, outlookOf } from './step-outlook';
import { StepStatus } from './step-status';
import type { StepState } from './step-state';

/** A step that can start now. */
export interface ReadyStep {
  readonly node: PlanNode;
  readonly step: StepState;
}

/**
 * The steps that can start, at most so many. What can never start is skipped on the way; that may set others free, which
 * the next call finds.
 */
export function readySteps(draft: RunDraft, limit: number): ReadyStep[] {
  if (draft.run.paused || draft.run.cancelRequested) return [];
  const ready: ReadyStep[] = [];
  for (const scope of draft.scopes()) {
    for (const path of draft.plan.order) {
      const node = draft.plan.nodes.get(path);
      if (node && ready.length < limit) ready.push(...readyAt(draft, node, scope));
    }
  }
  return [...ready, ...readyElements(draft, limit - ready.length)];
}

/** Whether a node can have a step of its own inside this element. */
function belongs(node: PlanNode, scope: string): boolean {
  if (node.path.endsWith('[]')) return false;
  const around = node.path.slice(0, node.path.lastIndexOf(']') + 1);
  return around === scope.replace(/\[\d+\]/g, '[]');
}

function readyAt(draft: RunDraft, node: PlanNode, scope: string): ReadyStep[] {
  if (!belongs(node, scope)) return [];
  const step = draft.at(node, scope);
  if (step.status !== StepStatus.Pending || !isAroundOpen(draft, node, step)) return [];
  const outlook = outlookOf(draft, node, scope);
  if (outlook === 'open') return [];
  if (outlook === 'done') return [{ node, step }];
  settleAround(draft, draft.skip(step, 'dependency', followsOf(node, scope)));
  return [];
}

/** A step starts in a container that runs, and in a switch only if its branch was chosen. */
function isAroundOpen(draft: RunDraft, node: PlanNode, step: StepState): boolean {
  if (node.parent === null) return true;
  const around = draft.find(instancePath(node.parent, step.scope));
  return around !== undefined && isOpen(around) && !around.cancelAsked && !isOtherBranch(node, around);
}

/** The next elements of the maps that run, as many as each may have at once; those to be done anew go first. */
function readyElements(draft: RunDraft, limit: number): ReadyStep[] {
  const ready: ReadyStep[] = [];
  for (const map of draft.all()) {
    if (map.type !== 'map' || map.status !== StepStatus.Running || map.cancelAsked) continue;
    const node = draft.plan.nodes.get(`${map.node}[]`);
    if (node) ready.push(...elementsOf(draft, map, node).slice(0, Math.max(0, limit - ready.length)));
  }
  return ready;
}

function elementsOf(draft: RunDraft, map: StepState, node: PlanNode): ReadyStep[] {
  const { anew, fresh } = nextElements(draft, map, node);
  const indices = Array.from({ length: fresh }, (_, place) => map.created + place);
  const created = indices.map((index) => draft.stepAt(elementPath(map.path, index), node));
  return [...anew, ...created].map((step) => ({ node, step }));
}

/** The loaded elements to be begun anew, and how many after those that were begun. */
function nextElements(draft: RunDraft, map: StepState, node: PlanNode): { anew: StepState[]; fresh: number } {
  const anew = draft
    .all()
    .filter((step) => step.node === node.path && step.status === StepStatus.Pending && isElementOf(step, map));
  // Those to be begun anew are counted as begun.
  const free = roomIn(draft, map) + anew.length;
  const fresh = Math.max(0, Math.min(free - anew.length, map.total - map.created, MOST_ELEMENTS));
  return { anew: anew.slice(0, Math.max(0, free)), fresh };
}

/** How many more elements of a map may be under way. */
export function roomIn(draft: RunDraft, map: StepState): number {
  const { definition } = draft.nodeOf(map);
  const atOnce = (definition.type === 'map' ? definition.max_parallel : undefined) ?? Infinity;
  return atOnce - (map.created - map.done - map.redo);
}

/** The elements in which something could start that did not: whoever goes on loads them. */
export function unstartedScopes(draft: RunDraft): string[] {
  const inside = draft.scopes().filter((scope) => scope !== '');
  const steps = inside.filter((scope) => draft.plan.order.some((path) => isReadyAt(draft, path, scope)));
  const elements = draft.all().flatMap((map) => {
    const node = draft.plan.nodes.get(`${map.node}[]`);
    if (!node || map.type !== 'map' || map.status !== StepStatus.Running || map.cancelAsked) return [];
    const { anew, fresh } = nextElements(draft, map, node);
    return [...anew.map(({ scope }) => scope), ...(fresh > 0 ? [map.scope] : [])];
  });
  return [...new Set([...steps, ...elements])].filter((scope) => scope !== '');
}

function isReadyAt(draft: RunDraft, path: string, scope: string): boolean {
  const node = draft.plan.nodes.get(path);
  if (!node || !belongs(node, scope)) return false;
  const step = draft.at(node, scope);
  if (step.status !== StepStatus.Pending || !isAroundOpen(draft, node, step)) return false;
  return outlookOf(draft, node, scope) !== 'open';
}

/** More than a fold begins. */
const MOST_ELEMENTS = 1000;

function isElementOf(step: StepState, map: StepState): boolean {
  return step.index !== null && step.path === elementPath(map.path, step.index);
}
