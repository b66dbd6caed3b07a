import type { BatchHandler, Delivery, DeliveryVerdict } from '../work-bus.port';
import { dispatchNosOf } from './messages';

/** A handler that notes what it gets, and settles it as it is told. */
export class Collector {
  readonly batches: (readonly Delivery[])[] = [];

  constructor(private readonly verdict: DeliveryVerdict = 'done') {}

  readonly handle: BatchHandler = async (deliveries) => {
    this.batches.push(deliveries);
    return deliveries.map(() => this.verdict);
  };

  get deliveries(): readonly Delivery[] {
    return this.batches.flat();
  }

  get numbers(): readonly number[] {
    return dispatchNosOf(this.deliveries);
  }
}

/** A handler whose calls end when the test lets them. */
export class HeldHandler {
  readonly batches: (readonly Delivery[])[] = [];
  private releases: (() => void)[] = [];

  readonly handle: BatchHandler = async (deliveries) => {
    this.batches.push(deliveries);
    await new Promise<void>((resolve) => this.releases.push(resolve));
    return deliveries.map(() => 'done');
  };

  get numbers(): readonly number[] {
    return dispatchNosOf(this.batches.flat());
  }

  /** Calls under way. */
  get running(): number {
    return this.releases.length;
  }

  releaseAll(): void {
    for (const release of this.releases.splice(0)) release();
  }
}
