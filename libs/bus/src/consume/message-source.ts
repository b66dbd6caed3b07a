import type { Envelope } from '@cadre/contracts';
import type { DeliveryVerdict } from '../work-bus.port';

/** A message as an adapter took it from its broker, not looked into yet. */
export interface TakenMessage {
  readonly id: number | string;
  readonly body: string;
  /** How often it was handed out, this time included. */
  readonly deliveries: number;
  /** How often that ended without a verdict: the handler threw, or its process died. */
  readonly failures: number;
  /** Who sent it, where the broker vouches for that. */
  readonly sender?: string;
  reply(answer: Envelope): void;
}

/** `failed`: the handler threw. The message comes back after a pause, and is dead after too many such ends. */
export type Settlement =
  { readonly kind: Exclude<DeliveryVerdict, 'dead'> | 'failed' } | { readonly kind: 'dead'; readonly reason: string };

/** One queue as a consumer sees it; each adapter has its own. */
export interface MessageSource {
  /** At most `limit` messages, the most urgent first. May be called again only after it settled. */
  take(limit: number): Promise<readonly TakenMessage[]>;
  /** Returns messages that were taken but handed to nobody. Never rejects. */
  giveBack(messages: readonly TakenMessage[]): Promise<void>;
  /** Carries out the handler's verdicts. Never rejects: what could not be settled is delivered again. */
  settle(settlements: readonly (readonly [TakenMessage, Settlement])[]): Promise<void>;
}
