import { CronCalendar } from '@cadre/cron';
import { PayloadCipher, uuidv7 } from '@cadre/crypto';
import { planDefinition, type WorkflowDefinition } from '@cadre/domain';
import { parseCondition } from '@cadre/expressions';
import {
  type RunDetails,
  runChecks,
  type StepDetails,
  SYSTEM_ORIGIN,
  WorkflowCommandStore,
  WorkflowRunStore,
  WorkflowTemplateStore,
} from '@cadre/persistence';
import { type FreshDatabase, freshDatabase, until } from '@cadre/testing';
import type { Orchestrator } from '../orchestrator';
import { OrchestratorFixture } from './orchestrator-fixture';
import type { ProbeAttempt, ProbeWorker } from './probe-worker';

const USER_ID = '00000000-0000-7000-8000-000000000001';
const ALL = { kind: 'all' } as const;
const TOLD_TO_FAIL = { code: 'BROKEN', class: 'permanent', message: 'told to fail' } as const;

/** Who asks, in every spec of workflows. */
export const BY = { origin: { ...SYSTEM_ORIGIN, userId: USER_ID, email: 'ada@example.com' }, visibility: ALL };

/** A task step that says its message. */
export const say = (step_id: string, message = step_id, more: object = {}): object => ({
  ...{ step_id, type: 'task', agent_id: 'echo', parameters: { message } },
  ...more,
});

/** Runs of workflows over real orchestrators, and a worker that completes, fails or holds a task as its message says. */
export class WorkflowFixture {
  /** Messages the worker was given, in order. */
  readonly seen: string[] = [];
  /** Messages whose tasks fail, and those whose tasks are held until they are asked to stop. */
  readonly failing = new Set<string>();
  readonly held = new Set<string>();
  readonly commands: WorkflowCommandStore;
  readonly runs: WorkflowRunStore;
  private readonly templates: WorkflowTemplateStore;
  private readonly holding = new Map<string, ProbeAttempt>();

  private constructor(
    private readonly database: FreshDatabase,
    readonly engine: OrchestratorFixture,
    private readonly orchestrators: Orchestrator[],
    private readonly worker: ProbeWorker,
  ) {
    const cipher = new PayloadCipher(engine.ring);
    this.runs = new WorkflowRunStore(engine.db, cipher);
    this.commands = new WorkflowCommandStore(engine.db, cipher);
    this.templates = new WorkflowTemplateStore(engine.db, cipher);
    worker.onAttempt = (attempt) => this.answer(attempt);
  }

  static async start(orchestrators = 1): Promise<WorkflowFixture> {
    const database = await freshDatabase();
    const engine = new OrchestratorFixture(database);
    const started: Orchestrator[] = [];
    for (let count = 0; count < orchestrators; count += 1) started.push(await engine.orchestrator());
    return new WorkflowFixture(database, engine, started, await engine.worker({ slots: 50 }));
  }

  /** One that remembers nothing takes the place of the first. */
  async replaceOrchestrator(): Promise<void> {
    await this.orchestrators.shift()?.stop();
    this.orchestrators.push(await this.engine.orchestrator());
  }

  async close(): Promise<void> {
    await this.engine.close();
    await this.database.drop();
  }

  /** Starts a run; answers its id. */
  async begin(definition: object, inputs: object = {}, submittedBy = USER_ID): Promise<string> {
    const workflowId = uuidv7();
    const whole = { name: 'spec', ...definition } as WorkflowDefinition;
    await this.runs.createRun(
      {
        ...{ workflowId, externalId: null, tenant: 'default', submittedBy, submittedByEmail: null },
        ...{ name: 'spec', template: null, definition: whole, inputs, traceParent: null },
        totalSteps: planDefinition(whole, parseCondition).nodes.size,
      },
      BY.origin,
    );
    return workflowId;
  }

  /** Makes a template that runs may start as a child. */
  async template(name: string, steps: readonly object[], more: object = {}): Promise<void> {
    const definition = { name, steps, ...more } as WorkflowDefinition;
    const facts = { name, tenant: 'default', owner: USER_ID, description: null, visibility: 'tenant' } as const;
    await this.templates.create({ ...facts, totalSteps: steps.length, definition }, BY.origin);
  }

  async read(id: string): Promise<RunDetails> {
    const run = await this.runs.readRun(id, ALL);
    if (!run) throw new TypeError(`No run ${id}.`);
    return run;
  }

  /** Waits for an end, stopping what is asked to stop, and proves that no check finds anything. */
  async ended(id: string, status: string, timeoutMs = 20_000): Promise<RunDetails> {
    await until(
      async () => {
        await this.stopAsked();
        return (await this.read(id)).status === status;
      },
      { timeoutMs },
    );
    const reports = await runChecks(this.engine.db, { calendar: new CronCalendar() });
    expect(reports.filter(({ violations }) => violations > 0)).toEqual([]);
    return this.read(id);
  }

  /** Waits until a step stands so. */
  async step(id: string, path: string, status: string): Promise<StepDetails> {
    return until(async () => {
      const { steps } = await this.read(id);
      return steps.find((each) => each.path === path && each.status === status);
    });
  }

  async taskOf(id: string, path: string): Promise<string> {
    return (await this.step(id, path, 'running')).task_id ?? '';
  }

  /** Events of the run itself, in order. */
  async notes(id: string): Promise<string[]> {
    const events = await this.runs.readEvents(id, 0, 1000);
    return events.filter(({ path }) => path === null).map(({ type }) => type);
  }

  /** Lets a held task go on to its end. */
  async complete(taskId: string): Promise<void> {
    await this.worker.complete(await this.heldAttempt(taskId), { said: 'late' });
  }

  async fail(taskId: string, errorClass: string): Promise<void> {
    const error = { ...TOLD_TO_FAIL, class: errorClass };
    await this.worker.report(await this.heldAttempt(taskId), { kind: 'failed', error });
  }

  /** Its tasks are made, and wait. */
  async pauseAgent(): Promise<void> {
    await this.engine.sql(`UPDATE agent_limits SET paused = true WHERE agent_id = 'echo'`);
  }

  async resumeAgent(): Promise<void> {
    await this.engine.sql(`UPDATE agent_limits SET paused = false WHERE agent_id = 'echo'`);
  }

  private async heldAttempt(taskId: string): Promise<ProbeAttempt> {
    return until(() => this.holding.get(taskId));
  }

  private async answer(attempt: ProbeAttempt): Promise<void> {
    const { message } = attempt.parameters as { message: string };
    this.seen.push(message);
    if (this.held.has(message)) return void this.holding.set(attempt.taskId, attempt);
    if (this.failing.has(message)) await this.worker.report(attempt, { kind: 'failed', error: TOLD_TO_FAIL });
    else await this.worker.complete(attempt, { said: message });
  }

  private async stopAsked(): Promise<void> {
    const asked = await this.engine.sql<{ task_id: string }>(
      `SELECT task_id FROM tasks WHERE task_id = ANY ($1::uuid[]) AND cancel_requested_at IS NOT NULL`,
      [...this.holding.keys()],
    );
    for (const { task_id: id } of asked) {
      const attempt = this.holding.get(id);
      this.holding.delete(id);
      if (attempt) await this.worker.report(attempt, { kind: 'cancelled' });
    }
  }
}

export function statuses(run: RunDetails): Record<string, string> {
  return Object.fromEntries(run.steps.map(({ path, status }) => [path, status]));
}

export function outputOf({ output }: Pick<RunDetails, 'output'>): unknown {
  return output.kind === 'opened' ? output.value : output.kind;
}
