import type { ProviderKeyAnswerV1, ProviderKeyNewsV1 } from '@cadre/contracts';

/** The keys of model providers that this worker shares with others, as its heartbeats speak of them. */
export abstract class SharedKeys {
  /** What to say with the next heartbeat; empty without providers. */
  abstract news(): readonly ProviderKeyNewsV1[];
  /** What was answered to what was said. */
  abstract apply(told: readonly ProviderKeyNewsV1[], answers: readonly ProviderKeyAnswerV1[]): void;
  /** Another worker met a limit: nothing is sent under this key for so many ms. */
  abstract pause(keyId: string, pauseMs: number): void;
  /** Calls back when there is something to say sooner than with the next heartbeat. */
  abstract listen(onNews: () => void): void;
}
