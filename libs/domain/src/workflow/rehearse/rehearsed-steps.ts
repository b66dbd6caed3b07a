import { isRunEnd } from '../run/run-status';
import { StepStatus } from '../run/step-status';
import type { StepState } from '../run/step-state';
import { untouchedStep } from '../run/untouched-step';
import type { MemoryRun } from './memory-run';
import type { RehearsedStep } from './rehearsal';

/** The steps of a rehearsed run, in the order in which things happened to them; at its end also those passed by. */
export function rehearsedSteps(
  memory: MemoryRun,
  order: readonly string[],
  mocked: ReadonlyMap<string, boolean>,
): RehearsedStep[] {
  const touched = order.flatMap((path) => memory.steps.get(path) ?? []);
  const passed = isRunEnd(memory.run.status) ? passedBy(memory) : [];
  return [...touched, ...passed].map((step) => rehearsedStep(memory, step, mocked.get(step.path) ?? null));
}

function rehearsedStep(memory: MemoryRun, step: StepState, mocked: boolean | null): RehearsedStep {
  const { path, type, status, reason, attempt, branch, error, detail, items } = step;
  const definition = memory.plan.nodes.get(step.node)?.definition;
  const work = type === 'compensation' ? definition?.compensate : definition;
  const isDone = status === StepStatus.Completed;
  return {
    ...{ path, type, status, reason, attempt, branch, error, mocked },
    agentId: work && 'agent_id' in work ? work.agent_id : null,
    template: definition?.type === 'workflow' ? definition.template : null,
    parameters: memory.judged.get(path) ?? null,
    detail: detail ?? null,
    elements: items?.length ?? null,
    output: isDone ? (memory.outputs.get(path) ?? null) : null,
  };
}

/** Those that nothing happened to, as the run would show them. The steps of elements have no end of them. */
function passedBy({ plan, steps }: MemoryRun): StepState[] {
  const nodes = [...plan.nodes.values()].filter(({ map, path }) => map === null && !steps.has(path));
  return nodes.map((node) => {
    const { Skipped: status } = StepStatus;
    return { ...untouchedStep(node.path, node), status, reason: 'branch', attempt: 0 };
  });
}
