import { type ApiAnswer, type ApiClient, until } from '@cadre/testing';

/** Bodies are untyped until a test asserts on them. */
type Untyped = ApiAnswer['body'];

const ENDS = ['completed', 'failed', 'cancelled'];

/** Somebody who starts workflows and waits for them. */
export class RunClient {
  constructor(readonly client: ApiClient) {}

  /** Answers the id of a run that must be accepted. */
  async start(body: object): Promise<string> {
    const { status, body: answer } = await this.client.call('POST', '/workflows', { body });
    expect([status, answer.errors]).toEqual([201, undefined]);
    return answer.workflow_id as string;
  }

  async show(id: string): Promise<Untyped> {
    return (await this.client.call('GET', `/workflows/${id}`)).body;
  }

  async step(id: string, path: string): Promise<Untyped> {
    return (await this.show(id)).steps.find((step: Untyped) => step.path === path);
  }

  stepIs(id: string, path: string, status: string): Promise<unknown> {
    return until(async () => (await this.step(id, path))?.status === status, { timeoutMs: 30_000 });
  }

  /** Waits for the end; meanwhile says yes to what asks for approval and sends the signals that are waited for. */
  async ended(id: string, answers: { readonly signals?: Readonly<Record<string, object>> } = {}): Promise<Untyped> {
    const told = new Set<string>();
    return until(
      async () => {
        const run = await this.show(id);
        for (const step of run.steps) if (step.status === 'waiting') await this.answer(id, step, answers.signals, told);
        return ENDS.includes(run.status) && run;
      },
      { timeoutMs: 90_000 },
    );
  }

  private async answer(id: string, step: Untyped, signals: object = {}, told: Set<string>): Promise<void> {
    if (told.has(step.path)) return;
    if (step.type === 'approval') {
      told.add(step.path);
      await this.client.call('POST', `/workflows/${id}/steps/${encodeURIComponent(step.path)}/approve`, { body: {} });
    }
    if (step.type !== 'signal') return;
    told.add(step.path);
    for (const [name, body] of Object.entries(signals)) {
      await this.client.call('POST', `/workflows/${id}/signals/${name}`, { body });
    }
  }
}

/** The steps of a run by their paths. */
export function byPath(run: Untyped): Readonly<Record<string, Untyped>> {
  return Object.fromEntries(run.steps.map((step: Untyped) => [step.path, step]));
}
