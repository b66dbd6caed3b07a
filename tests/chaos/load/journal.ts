import { appendFileSync } from 'node:fs';

/** One request, as its client knows it. `unknown`: there was no answer, so it may have been carried out or not. */
export interface JournalEntry {
  readonly key: string;
  readonly intent: 'submit' | 'repeat';
  readonly outcome: 'ok' | 'err' | 'unknown';
  /** When it was sent, milliseconds since 1970. */
  readonly at: number;
  readonly ms: number;
  readonly status?: number;
  readonly task_id?: string;
  /** The problem's code, or why there was no answer. */
  readonly reason?: string;
}

/** Everything that clients asked for and heard. Written down line by line, as `cadre doctor verify --journal` reads it. */
export class Journal {
  readonly entries: JournalEntry[] = [];
  /** The whole answer that each key got first. */
  private readonly answers = new Map<string, string>();
  /** What is wrong by the journal alone. */
  readonly contradictions: string[] = [];

  constructor(readonly file?: string) {}

  note(entry: JournalEntry, body?: unknown): void {
    this.entries.push(entry);
    if (this.file !== undefined) appendFileSync(this.file, `${JSON.stringify(entry)}\n`);
    if (entry.outcome === 'ok') this.compare(entry.key, JSON.stringify(body));
  }

  /** The task that each key leads to. */
  get taskOfKey(): ReadonlyMap<string, string> {
    return new Map(this.entries.flatMap(({ key, task_id: id }) => (id === undefined ? [] : [[key, id] as const])));
  }

  count(outcome: JournalEntry['outcome']): number {
    return this.entries.filter((entry) => entry.outcome === outcome).length;
  }

  private compare(key: string, answer: string): void {
    const first = this.answers.get(key);
    if (first === undefined) this.answers.set(key, answer);
    else if (first !== answer) this.contradictions.push(`${key} was answered ${first}, then ${answer}`);
  }
}
