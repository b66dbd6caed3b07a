import { assertNever, type AgentModel } from '@cadre/domain';
import { loadSdk, type OpenedModel } from './load-sdk';
import { formatModelRef, parseModelRef, type ModelRef, type ProviderName } from './model-ref';
import { keyIdOf, type ProviderAccount, type ProviderAccounts } from './provider-account';

/** A server of one's own may want no key, but the SDK wants a text. */
const NO_KEY = 'none';
const ANTHROPIC_URL = 'https://api.anthropic.com/v1';
const OPENAI_URL = 'https://api.openai.com/v1';

export interface ModelSourceParts {
  readonly accounts: ProviderAccounts;
  readonly fetch: typeof globalThis.fetch;
  /** Answers for agents none of whose own models can be reached. */
  readonly standIn: ModelRef | undefined;
}

/** Knows which models can be reached, and opens them. */
export class ModelSource {
  private readonly opened = new Map<string, Promise<OpenedModel>>();

  constructor(private readonly parts: ModelSourceParts) {}

  /** The reachable ones among an agent's models, in the order of its definition; the stand-in when there are none. */
  candidates(wanted: AgentModel | null): readonly ModelRef[] {
    const named = wanted === null ? [] : [wanted.default, ...wanted.fallback];
    const own = named.flatMap((text) => parseModelRef(text) ?? []).filter((ref) => this.isReachable(ref));
    const { standIn } = this.parts;
    return own.length > 0 || standIn === undefined || !this.isReachable(standIn) ? own : [standIn];
  }

  /** Names the key under which a provider is called, without showing it. */
  keyId(provider: ProviderName): string {
    return keyIdOf(this.account(provider));
  }

  /** False when the provider is reached at an address of the operator's choice. */
  isOriginal(provider: ProviderName): boolean {
    return this.account(provider).baseUrl === undefined;
  }

  open(ref: ModelRef): Promise<OpenedModel> {
    const name = formatModelRef(ref);
    const known = this.opened.get(name);
    if (known !== undefined) return known;
    const opening = this.create(ref);
    this.opened.set(name, opening);
    return opening;
  }

  private async create({ provider, model }: ModelRef): Promise<OpenedModel> {
    const sdk = await loadSdk();
    const { apiKey = NO_KEY, baseUrl } = this.account(provider);
    const { fetch } = this.parts;
    switch (provider) {
      case 'anthropic':
        return sdk.createAnthropic({ apiKey, baseURL: versioned(baseUrl ?? ANTHROPIC_URL), fetch })(model);
      case 'openai':
        // The older of its two protocols is the one that every compatible server speaks.
        return sdk.createOpenAI({ apiKey, baseURL: baseUrl ?? OPENAI_URL, fetch }).chat(model);
      default:
        return assertNever(provider);
    }
  }

  private isReachable({ provider }: ModelRef): boolean {
    return this.parts.accounts.has(provider);
  }

  private account(provider: ProviderName): ProviderAccount {
    return this.parts.accounts.get(provider) ?? { provider, apiKey: undefined, baseUrl: undefined };
  }
}

/** Other clients of this protocol take the address without its version. */
function versioned(baseUrl: string): string {
  const plain = baseUrl.replace(/\/+$/, '');
  return /\/v\d+$/.test(plain) ? plain : `${plain}/v1`;
}
