import fc from 'fast-check';
import { planDefinition } from '../validate/validate-definition';
import type { WorkflowDefinition } from '../definition/workflow-definition';
import { outlookOfRun } from './finish-run';
import { foldSignals } from './fold-signals';
import { readySteps } from './ready-steps';
import { RunDraft } from './run-draft';
import { startStep } from './start-step';
import type { StartTools } from './start-tools';
import type { RunState, StepState } from './step-state';
import { scopeFor } from './step-scope';

const RUN: RunState = {
  ...{ workflowId: 'w', status: 'running', compensating: false, restarts: 0, restarting: false, paused: false },
  ...{ cancelRequested: false, completedSteps: 0, runningSteps: 0, waitingSteps: 0, doneSeq: 0, error: null },
};
const FACTS = { id: 'w', name: 'spec', external_id: null, template: null, version: null, started_at: null };

let ids = 0;
const TOOLS: StartTools = {
  nowMs: 0,
  newId: () => `t${++ids}`,
  judgeTask: (_agent, value) => ({ ok: true, value }),
  judgeChild: (_template, _version, value) => ({ ok: true, value }),
  signals: [],
};

/** A run in memory: each fold starts from what the one before has left. */
class Simulation {
  readonly plan;
  readonly order: string[] = [];
  run = RUN;
  steps = new Map<string, StepState>();

  constructor(definition: WorkflowDefinition) {
    this.plan = planDefinition(definition, () => ({ ok: false, message: '' }));
  }

  fold(path?: string, status = 'completed'): string {
    const draft = new RunDraft(this.plan, this.run, [...this.steps.values()]);
    const error = status === 'failed' ? { code: 'E', message: '' } : null;
    if (path !== undefined) foldSignals(draft, [{ kind: 'task', path, attempt: 1, status, error }]);
    for (let before = -1; before !== draft.moved.length;) {
      before = draft.moved.length;
      for (const ready of readySteps(draft, 500)) {
        const values = { inputs: {}, workflow: FACTS, outputs: new Map(), items: () => undefined };
        startStep(draft, ready, scopeFor(draft, [], { scope: ready.step.scope }, values), TOOLS);
      }
    }
    this.order.push(...draft.actions.flatMap((action) => (action.kind === 'create_task' ? [action.path] : [])));
    this.run = draft.run;
    this.steps = new Map(draft.all().map((step) => [step.path, step]));
    return outlookOfRun(draft).kind;
  }

  running(): string[] {
    return [...this.steps.values()].flatMap(({ path, status, type }) =>
      status === 'running' && type === 'task' ? [path] : [],
    );
  }
}

/** Steps that wait for any of those before them. */
const graphs = fc
  .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 25 })
  .map((wishes) =>
    wishes.map((wish, place) => [...new Set(place === 0 ? [] : wish.map((number) => `s${number % place}`))]),
  );

function definitionOf(graph: readonly (readonly string[])[]): WorkflowDefinition {
  const steps = graph.map((depends_on, place) => ({
    ...{ step_id: `s${place}`, type: 'task' as const, agent_id: 'echo', depends_on },
  }));
  return { name: 'spec', steps };
}

describe('a run of any graph of steps', () => {
  it('starts each step once, after everything it waits for, and ends', () => {
    fc.assert(
      fc.property(graphs, fc.array(fc.nat(), { minLength: 30 }), (graph, choices) => {
        const simulation = new Simulation(definitionOf(graph));
        const done = new Set<string>();
        let outlook = simulation.fold();
        for (const choice of choices) {
          const running = simulation.running();
          const path = running[choice % Math.max(1, running.length)];
          if (path === undefined) break;
          for (const name of graph[Number(path.slice(1))] ?? []) expect(done).toContain(name);
          done.add(path);
          outlook = simulation.fold(path);
          // The same row once more changes nothing.
          const before = simulation.run;
          simulation.fold(path);
          expect(simulation.run).toEqual(before);
        }
        expect(outlook).toBe('completed');
        expect([...simulation.order].sort()).toEqual(graph.map((_, place) => `s${place}`).sort());
        expect(simulation.run).toMatchObject({ runningSteps: 0, completedSteps: graph.length });
      }),
    );
  });

  it('fails when a step fails, and starts nothing that waits for it', () => {
    fc.assert(
      fc.property(graphs, fc.nat(), (graph, number) => {
        const simulation = new Simulation(definitionOf(graph));
        const bad = `s${number % graph.length}`;
        let outlook = simulation.fold();
        for (let [path] = simulation.running(); path !== undefined; [path] = simulation.running()) {
          outlook = simulation.fold(path, path === bad ? 'failed' : 'completed');
        }
        expect(outlook).toBe('failed');
        const lost = new Set([bad]);
        graph.forEach((waits, place) => {
          if (waits.some((name) => lost.has(name))) lost.add(`s${place}`);
        });
        for (const [path, { status }] of simulation.steps) {
          expect(status).toBe(path === bad ? 'failed' : lost.has(path) ? 'skipped' : 'completed');
        }
      }),
    );
  });
});
