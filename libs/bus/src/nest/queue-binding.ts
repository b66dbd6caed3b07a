import type { QueueName } from '@cadre/contracts';
import type { ConsumeOptions } from '../work-bus.port';

/** Which queue stands behind a pattern of `@MessagePattern`. */
export interface QueueBinding {
  readonly pattern: string;
  readonly queue: QueueName;
  /** What only the running program knows, such as a credit of its slots; goes before the handler's extras. */
  readonly options?: Partial<ConsumeOptions>;
}

/** Binds a queue to the pattern of its own name, or to a name a decorator can know beforehand. */
export function bindQueue(
  queue: QueueName,
  options: Partial<ConsumeOptions> = {},
  pattern: string = queue,
): QueueBinding {
  return { pattern, queue, options };
}

const DEFAULTS: ConsumeOptions = { maxBatch: 100, concurrency: 1 };

/** The handler's own extras, with what the program knows better. */
export function consumeOptionsOf(
  binding: QueueBinding,
  extras: Readonly<Record<string, unknown>> = {},
): ConsumeOptions {
  return {
    ...DEFAULTS,
    ...numberOf('maxBatch', extras),
    ...numberOf('concurrency', extras),
    ...numberOf('initialCredit', extras),
    ...binding.options,
  };
}

function numberOf<K extends keyof ConsumeOptions>(
  key: K,
  extras: Readonly<Record<string, unknown>>,
): { readonly [P in K]?: number } {
  const value = extras[key];
  return typeof value === 'number' ? ({ [key]: value } as { readonly [P in K]: number }) : {};
}
