import { DemoFailedError } from '../lifecycle/errors';

/** What the demonstration reads of a task. */
export interface DemoTask {
  readonly task_id: string;
  readonly status: string;
  readonly result?: unknown;
  readonly error?: { readonly code: string; readonly message: string } | null;
}

/** What the demonstration reads of a workflow's run. */
export interface DemoRun {
  readonly workflow_id: string;
  readonly status: string;
  readonly steps?: readonly { readonly path: string; readonly output?: unknown }[];
  readonly error?: { readonly code: string; readonly message: string } | null;
}

const FINAL = new Set(['completed', 'failed', 'timeout', 'cancelled']);
const WAIT_SECONDS = 30;

/** Speaks to the gateway as any client would. */
export class ApiClient {
  private constructor(
    private readonly baseUrl: string,
    private readonly token: string,
    private readonly signal: AbortSignal,
  ) {}

  /** Throws DemoFailedError. */
  static async logIn(baseUrl: string, email: string, password: string, signal: AbortSignal): Promise<ApiClient> {
    const answer = await post(`${baseUrl}/api/v1/auth/login`, { email, password }, {}, signal);
    const token = (answer as { access_token?: unknown }).access_token;
    if (typeof token !== 'string') throw new DemoFailedError('The login gave no access token');
    return new ApiClient(baseUrl, token, signal);
  }

  /** Submits a task and waits for its end. Throws DemoFailedError. */
  async run(agentId: string, parameters: unknown): Promise<DemoTask> {
    const url = `${this.baseUrl}/api/v1/tasks?wait=${WAIT_SECONDS}`;
    let task = (await post(url, { agent_id: agentId, parameters }, this.headers, this.signal)) as DemoTask;
    while (!FINAL.has(task.status)) {
      await pause(250, this.signal);
      task = (await readJson(await this.get(this.linkTo(task)))) as DemoTask;
    }
    return task;
  }

  /** Starts a run of a template and waits for its end. Throws DemoFailedError. */
  async runTemplate(template: string, inputs: unknown): Promise<DemoRun> {
    const url = `${this.baseUrl}/api/v1/workflows`;
    let run = (await post(url, { template, inputs }, this.headers, this.signal)) as DemoRun;
    while (!FINAL.has(run.status)) {
      await pause(250, this.signal);
      run = (await readJson(await this.get(this.linkToRun(run)))) as DemoRun;
    }
    return run;
  }

  /** The steps of a run as a picture of lines. Throws DemoFailedError. */
  async graphOf(run: DemoRun): Promise<string> {
    const response = await this.get(`${this.linkToRun(run)}/graph?format=text`);
    return response.ok ? response.text() : '';
  }

  linkTo(task: DemoTask): string {
    return `${this.baseUrl}/api/v1/tasks/${task.task_id}`;
  }

  linkToRun(run: DemoRun): string {
    return `${this.baseUrl}/api/v1/workflows/${run.workflow_id}`;
  }

  private get(url: string): Promise<Response> {
    return send(url, { headers: this.headers, signal: this.signal });
  }

  private get headers(): Record<string, string> {
    return { authorization: `Bearer ${this.token}` };
  }
}

async function post(
  url: string,
  body: unknown,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<unknown> {
  const all = { ...headers, 'content-type': 'application/json' };
  return readJson(await send(url, { method: 'POST', headers: all, body: JSON.stringify(body), signal }));
}

async function send(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch (cause) {
    throw new DemoFailedError('The gateway could not be reached', { cause });
  }
}

async function readJson(response: Response): Promise<unknown> {
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body;
  const { code, detail } = (body ?? {}) as { code?: string; detail?: string };
  throw new DemoFailedError(`The gateway answered ${response.status} ${code ?? ''} ${detail ?? ''}`.trim());
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new DemoFailedError('The demonstration was interrupted'));
    });
  });
}
