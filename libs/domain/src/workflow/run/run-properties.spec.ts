import fc from 'fast-check';
import { MemoryRun } from '../rehearse/memory-run';
import { RehearsalBudget } from '../rehearse/rehearsal-budget';
import type { RehearsalSetting } from '../rehearse/rehearsal';
import { planDefinition } from '../validate/validate-definition';
import type { WorkflowDefinition } from '../definition/workflow-definition';
import { outlookOfRun } from './finish-run';
import type { RunSignal } from './step-state';

const SETTING: RehearsalSetting = {
  ...{ nowMs: 0, inputs: {} },
  workflow: { id: 'w', name: 'spec', external_id: null, template: null, version: null, started_at: null },
  judgeTask: (_agent, value) => ({ ok: true, value }),
  judgeChild: (_template, _version, value) => ({ ok: true, value }),
};

/** A run in memory whose tasks end one by one. */
class Simulation {
  readonly order: string[] = [];
  private readonly memory: MemoryRun;

  constructor(definition: WorkflowDefinition) {
    const plan = planDefinition(definition, () => ({ ok: false, message: '' }));
    this.memory = new MemoryRun(plan, SETTING, new RehearsalBudget());
  }

  get run() {
    return this.memory.run;
  }

  get steps() {
    return this.memory.steps;
  }

  fold(path?: string, status = 'completed'): string {
    const error = status === 'failed' ? { code: 'E', message: '' } : null;
    const signals: RunSignal[] = path === undefined ? [] : [{ kind: 'task', path, attempt: 1, status, error }];
    const draft = this.memory.fold({ nowMs: 0, signals, messages: [] });
    this.order.push(...draft.actions.flatMap((action) => (action.kind === 'create_task' ? [action.path] : [])));
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
