import { assertNever } from '../../assert-never';
import { isJsonObject, type JsonValue } from '../definition/json-value';
import type { WorkflowPlan } from '../plan/workflow-plan';
import type { WaitingSignal } from '../run/start-tools';
import { isOpen } from '../run/step-kind';
import type { RunSignal, StepState } from '../run/step-state';
import type { MockOutputs } from './mock-outputs';

/** What somebody answers to a step that is under way or waits for it. */
export interface Answer {
  readonly path: string;
  readonly signal?: RunSignal;
  readonly message?: WaitingSignal;
  /** What is noted as the step's output. */
  readonly output?: JsonValue;
  /** Absent: no mock is asked for. */
  readonly mocked?: boolean;
}

/** Who answers, and with what: a mock, or an empty object. */
interface Answerer {
  readonly plan: WorkflowPlan;
  readonly mocks: MockOutputs;
}

/** Everything is answered at once; only what waits for a time waits on. */
export function answersTo(steps: Iterable<StepState>, answerer: Answerer): Answer[] {
  return [...steps].filter(isOpen).flatMap((step) => answerTo(step, answerer) ?? []);
}

function answerTo(step: StepState, { plan, mocks }: Answerer): Answer | null {
  const { path } = step;
  switch (step.type) {
    case 'task':
    case 'workflow': {
      if (step.cancelAsked) return { path, signal: endOf(step, 'cancelled') };
      const mock = mocks.outputOf(step);
      return { path, signal: endOf(step, 'completed'), output: mock ?? {}, mocked: mock !== undefined };
    }
    case 'compensation':
      return { path, signal: endOf(step, 'completed') };
    case 'approval': {
      const mock = mocks.outputOf(step);
      const output = decisionOf(mock);
      const signal = { kind: 'decision', path, approved: output.approved } as const;
      return { path, signal, output, mocked: mock !== undefined };
    }
    case 'signal': {
      const definition = plan.nodes.get(step.node)?.definition;
      if (definition?.type !== 'signal') return null;
      const mock = mocks.outputOf(step);
      return { path, message: { signalId: path, name: definition.name, body: mock ?? {} }, mocked: mock !== undefined };
    }
    case 'wait':
    case 'parallel':
    case 'map':
    case 'switch':
      return null;
    default:
      return assertNever(step.type);
  }
}

function endOf({ type, path, attempt }: StepState, status: 'completed' | 'cancelled'): RunSignal {
  return { kind: type === 'workflow' ? 'child' : 'task', path, attempt, status, error: null };
}

/** Somebody approves, unless the mock says otherwise. */
function decisionOf(mock: JsonValue | undefined) {
  const given = isJsonObject(mock) ? mock : {};
  return { values: null, comment: null, decided_by: null, ...given, approved: given['approved'] !== false };
}
