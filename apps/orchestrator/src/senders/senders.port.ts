import type { Delivery } from '@cadre/bus';

/** Lets through what workers say for their own team, where the broker knows who they are. */
export abstract class SenderGate {
  /** The deliveries that may be carried out; the others get no answer. */
  abstract admit(deliveries: readonly Delivery[]): readonly Delivery[];
}
