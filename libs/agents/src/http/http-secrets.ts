import { readFileSync } from 'node:fs';
import { parseWebhookSecret } from '@cadre/crypto';
import { isRecord } from '../schema/json-value';

/** Thrown at start for a file of secrets that cannot be used. A restart does not help. */
export class HttpSecretsError extends Error {
  readonly code = 'HTTP_SECRETS_INVALID';

  constructor(message: string) {
    super(message);
    this.name = 'HttpSecretsError';
  }
}

/** The secrets that http agents share with the services behind them. */
export class HttpSecrets {
  private constructor(private readonly secrets: ReadonlyMap<string, Buffer>) {}

  /** Of no agent at all. */
  static none(): HttpSecrets {
    return new HttpSecrets(new Map());
  }

  /** Reads `{"<agent_id>": "whsec_<base64>"}`. Throws HttpSecretsError, which shows no secret. */
  static load(file: string): HttpSecrets {
    const content = readJson(file);
    if (!isRecord(content)) throw new HttpSecretsError(`${file} must hold an object`);
    return new HttpSecrets(
      new Map(Object.entries(content).map(([agent, text]) => [agent, secretOf(file, agent, text)])),
    );
  }

  get agents(): string[] {
    return [...this.secrets.keys()];
  }

  of(agentId: string): Buffer | undefined {
    return this.secrets.get(agentId);
  }
}

function secretOf(file: string, agent: string, text: unknown): Buffer {
  const secret = typeof text === 'string' ? parseWebhookSecret(text) : null;
  if (secret !== null) return secret;
  throw new HttpSecretsError(`${file}: the secret of "${agent}" must be whsec_ and 24 to 64 bytes as base64`);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch {
    throw new HttpSecretsError(`${file} cannot be read as JSON`);
  }
}
