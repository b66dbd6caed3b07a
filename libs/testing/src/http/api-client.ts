/** Bodies are untyped until a test asserts on them. */
type Untyped = ReturnType<typeof JSON.parse>;

/** An answer of the API. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Untyped;
}

export interface ApiRequest {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

export interface TaskRequest {
  readonly agent_id?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

const API = '/api/v1';
const TIMEOUT_MS = 30_000;

/** A client of one person, which writes down every task it was promised (the journal of check C1). */
export class ApiClient {
  readonly journal: string[] = [];
  private token: string | undefined;

  constructor(
    /** Asked for with each request: a restarted gateway may be elsewhere. */
    private readonly origin: () => string,
    private readonly login: { readonly email: string; readonly password: string },
  ) {}

  /** Asks as this person. Rejects only when there is no answer. */
  async call(method: string, path: string, request: ApiRequest = {}): Promise<ApiAnswer> {
    this.token ??= await this.logIn();
    return this.send(method, path, {
      ...request,
      headers: { authorization: `Bearer ${this.token}`, ...request.headers },
    });
  }

  /** Submits a task, as given except for the echo agent by default. */
  async submit(task: TaskRequest = {}, request: Omit<ApiRequest, 'body'> = {}): Promise<ApiAnswer> {
    const answer = await this.call('POST', '/tasks', {
      ...request,
      body: { agent_id: 'echo', parameters: {}, ...task },
    });
    if (answer.status < 300) this.journal.push(answer.body.task_id as string);
    return answer;
  }

  /** Submits a task that must be accepted; answers its id. */
  async accepted(task: TaskRequest = {}): Promise<string> {
    const { status, body } = await this.submit(task);
    if (status >= 300) throw new NotAcceptedError(status, body);
    return body.task_id as string;
  }

  /** Submits up to 100 tasks that must all be accepted; answers their ids in order. */
  async acceptedMany(tasks: readonly TaskRequest[]): Promise<string[]> {
    const whole = tasks.map((task) => ({ agent_id: 'echo', parameters: {}, ...task }));
    const { status, body } = await this.call('POST', '/tasks/bulk', { body: { tasks: whole } });
    if (status !== 200 || body.rejected !== 0) throw new NotAcceptedError(status, body);
    const ids = (body.results as { task_id: string }[]).map(({ task_id }) => task_id);
    this.journal.push(...ids);
    return ids;
  }

  async task(id: string): Promise<Untyped> {
    return (await this.call('GET', `/tasks/${id}`)).body;
  }

  private async logIn(): Promise<string> {
    const { status, body } = await this.send('POST', '/auth/login', { body: this.login });
    if (status !== 200) throw new NotAcceptedError(status, body);
    return body.access_token as string;
  }

  private async send(method: string, path: string, { body, headers, timeoutMs }: ApiRequest): Promise<ApiAnswer> {
    const answer = await fetch(`${this.origin()}${API}${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs ?? TIMEOUT_MS),
    });
    const text = await answer.text();
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
  }
}

/** The API refused what the test needs. */
export class NotAcceptedError extends Error {
  readonly code = 'NOT_ACCEPTED';

  constructor(status: number, body: unknown) {
    super(`The API answered ${status}: ${JSON.stringify(body)}`);
    this.name = new.target.name;
  }
}
