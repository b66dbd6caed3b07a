import { type ApiAnswer, FIRST_ADMIN, type Installation } from '@cadre/testing';
import { afterMs } from '../../faults/harness/seeded';
import type { Journal, JournalEntry } from './journal';
import type { LoadTask } from './task-mix';

const ANSWER_WITHIN_MS = 8_000;
const AGAIN_AFTER_MS = 250;

/** A client as the contract wants it: it repeats with the same key until there is an answer. */
export class Submitter {
  private client = this.installation.client;

  constructor(
    private readonly installation: Installation,
    private readonly journal: Journal,
    private readonly signal: AbortSignal,
  ) {}

  /** Resolves when it is accepted, or the run is over. Answers its id. */
  async submit(task: LoadTask, intent: JournalEntry['intent'] = 'submit'): Promise<string | undefined> {
    while (!this.signal.aborted) {
      const id = await this.tryOnce(task, intent);
      if (id !== undefined) return id;
      await afterMs(AGAIN_AFTER_MS);
    }
    return undefined;
  }

  private async tryOnce({ key, request }: LoadTask, intent: JournalEntry['intent']): Promise<string | undefined> {
    const at = Date.now();
    const entry = { key, intent, at };
    try {
      const headers = { 'idempotency-key': key };
      const answer = await this.client.submit(request, { headers, timeoutMs: ANSWER_WITHIN_MS });
      this.journal.note({ ...entry, ms: Date.now() - at, ...heard(answer) }, answer.body);
      if (answer.status === 401) this.client = this.installation.clientOf(FIRST_ADMIN);
      return answer.status < 300 ? (answer.body.task_id as string) : undefined;
    } catch (error) {
      this.journal.note({ ...entry, ms: Date.now() - at, outcome: 'unknown', reason: reasonOf(error) });
      return undefined;
    }
  }
}

function heard({ status, body }: ApiAnswer): Pick<JournalEntry, 'outcome' | 'status' | 'task_id' | 'reason'> {
  if (status < 300) return { outcome: 'ok', status, task_id: body.task_id as string };
  return { outcome: 'err', status, reason: String(body.code) };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? `${error.message}: ${cause.message}` : error.message;
}
