import { PayloadCipher, uuidv7 } from '@cadre/crypto';
import type { WorkflowDefinition } from '@cadre/domain';
import { type RunDetails, SYSTEM_ORIGIN, WorkflowRunStore, WorkflowTemplateStore } from '@cadre/persistence';
import { type Installation, NotAcceptedError, until } from '@cadre/testing';
import { CHILD_TEMPLATE, SHAPES, type ShapeName } from './shapes';

const ALL = { kind: 'all' } as const;

/** A run that was accepted, and what kind it is. */
export interface StartedRun {
  readonly id: string;
  readonly shape: ShapeName;
}

/** Runs of all shapes, and the person who answers what they ask. */
export class RunLoad {
  readonly started: StartedRun[] = [];
  private readonly runs: WorkflowRunStore;

  private constructor(
    private readonly installation: Installation,
    private readonly cipher: PayloadCipher,
  ) {
    this.runs = new WorkflowRunStore(installation.db, cipher);
  }

  /** Prepares the template that some of the runs need. */
  static async prepare(installation: Installation): Promise<RunLoad> {
    const load = new RunLoad(installation, new PayloadCipher(installation.ring));
    await load.makeTemplate();
    return load;
  }

  /** Submits a run until it is accepted, always with the same key. */
  async start(shape: ShapeName): Promise<void> {
    const id = await this.submit({ name: shape.replaceAll(' ', '-'), ...SHAPES[shape].definition });
    this.started.push({ id, shape });
  }

  /** The same for a run of another shape; answers its id. */
  submit(body: Readonly<Record<string, unknown>>): Promise<string> {
    const headers = { 'idempotency-key': crypto.randomUUID() };
    return until(
      async () => {
        const answer = await this.installation.client.call('POST', '/workflows', { body, headers });
        if (answer.status >= 300) throw new NotAcceptedError(answer.status, answer.body);
        return answer.body.workflow_id as string;
      },
      { timeoutMs: 30_000, intervalMs: 50 },
    );
  }

  /** Answers whatever waits for a person or a signal; false while a run is still open. */
  async answerAll(): Promise<boolean> {
    const { sql } = this.installation;
    const waiting = await sql<{ id: string; path: string; type: string }>(
      `SELECT workflow_id AS id, path, type FROM workflow_steps
        WHERE status = 'waiting' AND type IN ('approval', 'signal') AND decided_at IS NULL`,
    );
    for (const { id, path, type } of waiting) {
      if (type === 'approval') await this.ask(`${id}/steps/${path}/approve`, {});
      else await this.ask(`${id}/signals/${path}`, { by: 'bob' }, { 'idempotency-key': id });
    }
    const [left] = await sql<{ open: number }>(
      `SELECT count(*)::int AS open FROM workflows WHERE completed_at IS NULL`,
    );
    return left?.open === 0;
  }

  async untilAllEnded(timeoutMs: number): Promise<void> {
    await until(() => this.answerAll(), { timeoutMs, intervalMs: 100 });
  }

  async read(id: string): Promise<RunDetails> {
    const run = await this.runs.readRun(id, ALL);
    if (!run) throw new TypeError(`No run ${id}.`);
    return run;
  }

  /** Somebody may have been faster: what is asked twice is a conflict. */
  private async ask(path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<void> {
    const answer = await this.installation.client.call('POST', `/workflows/${path}`, { body, headers });
    if (answer.status >= 300 && answer.status !== 409) throw new NotAcceptedError(answer.status, answer.body);
  }

  private async makeTemplate(): Promise<void> {
    const { sql, db } = this.installation;
    const [admin] = await sql<{ user_id: string }>(`SELECT user_id FROM users WHERE role = 'admin'`);
    const templates = new WorkflowTemplateStore(db, this.cipher);
    const steps = CHILD_TEMPLATE.steps.map((step) => ({ type: 'task', ...step }));
    const facts = {
      name: CHILD_TEMPLATE.name,
      tenant: 'default',
      owner: admin?.user_id ?? uuidv7(),
      description: null,
    };
    // Validated by the gateway when it has a route for templates; this one is as it would leave it.
    const definition = { ...CHILD_TEMPLATE, steps } as unknown as WorkflowDefinition;
    await templates.create({ ...facts, visibility: 'tenant', totalSteps: steps.length, definition }, SYSTEM_ORIGIN);
  }
}
