/** The protocols the SDK speaks for us. Any server that speaks one of them is reached through its base URL. */
export const PROVIDERS = ['anthropic', 'openai'] as const;
export type ProviderName = (typeof PROVIDERS)[number];

/** One model of one provider. */
export interface ModelRef {
  readonly provider: ProviderName;
  /** As the provider names it; may hold slashes. */
  readonly model: string;
}

/** Reads `provider/model`. Undefined for a provider this build does not know. */
export function parseModelRef(text: string): ModelRef | undefined {
  const slash = text.indexOf('/');
  const provider = PROVIDERS.find((name) => name === text.slice(0, slash));
  const model = text.slice(slash + 1);
  return provider === undefined || model === '' ? undefined : { provider, model };
}

export function formatModelRef({ provider, model }: ModelRef): string {
  return `${provider}/${model}`;
}
