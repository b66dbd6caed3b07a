/** The management API refused, or its answer says that something failed. */
export class ManagementError extends Error {
  readonly code = 'BROKER_MANAGEMENT';

  constructor(
    readonly status: number,
    readonly body: string,
    request: string,
  ) {
    super(`${request}: ${status} ${body}`);
    this.name = new.target.name;
  }
}

const TIMEOUT_MS = 30_000;

/** JSON client of a broker's management API. Paths start after `/api`; names in them are encoded by the caller. */
export class ManagementClient {
  constructor(
    private readonly port: number,
    private readonly login: { readonly user: string; readonly password: string },
  ) {}

  /** The same broker as somebody else. */
  as(user: string, password: string): ManagementClient {
    return new ManagementClient(this.port, { user, password });
  }

  async get<Body>(path: string): Promise<Body> {
    return (await this.send('GET', path)) as Body;
  }

  async put(path: string, body: unknown = {}): Promise<void> {
    await this.send('PUT', path, body);
  }

  async post<Body>(path: string, body: unknown = {}): Promise<Body> {
    return (await this.send('POST', path, body)) as Body;
  }

  async delete(path: string): Promise<void> {
    await this.send('DELETE', path);
  }

  private async send(method: string, path: string, body?: unknown): Promise<unknown> {
    const { user, password } = this.login;
    const answer = await fetch(`http://127.0.0.1:${this.port}/api${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
        'content-type': 'application/json',
        // The connection pool of fetch would be a leak to a test that counts its sockets.
        connection: 'close',
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await answer.text();
    if (!answer.ok) throw new ManagementError(answer.status, text, `${method} ${path}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
