import type { DeliveryVerdict } from '../work-bus.port';

/** What the bus tells about itself. Constant messages, fields for the rest; called on hot paths, so it must be cheap. */
export interface BusTelemetry {
  published(queue: string, messages: number, outcome: 'confirmed' | 'unroutable' | 'unconfirmed'): void;
  settled(queue: string, verdict: DeliveryVerdict | 'failed', messages: number): void;
  requested(queue: string, seconds: number, outcome: 'answered' | 'timeout' | 'unavailable'): void;
  consumersActive(active: number): void;
  reconnected(connection: string): void;
  broadcastLost(topic: string, messages: number): void;
  log(level: 'info' | 'warn' | 'error', message: string, fields: Readonly<Record<string, unknown>>): void;
}

/** For programs and tests that listen to nothing of it. */
export const SILENT: BusTelemetry = {
  published: () => undefined,
  settled: () => undefined,
  requested: () => undefined,
  consumersActive: () => undefined,
  reconnected: () => undefined,
  broadcastLost: () => undefined,
  log: () => undefined,
};
