import { Inject, Injectable } from '@nestjs/common';
import { WORK_BUS, type WorkBus } from '@cadre/bus';
import { Database } from '@cadre/persistence';
import type { Health, HealthStatus } from './health-answers';

/** An answer younger than this is given again: the route is public, and must not be a way to load the database. */
const FRESH_MS = 1_000;

/** Looks at what the gateway needs (the database) and at what it can do without for a while (the bus). */
@Injectable()
export class CheckHealth {
  private latest: { readonly at: number; readonly health: Promise<Health> } | undefined;

  constructor(
    private readonly database: Database,
    @Inject(WORK_BUS) private readonly bus: WorkBus,
  ) {}

  check(): Promise<Health> {
    const now = performance.now();
    if (this.latest === undefined || now - this.latest.at > FRESH_MS) this.latest = { at: now, health: this.look() };
    return this.latest.health;
  }

  /** What is away that the gateway can do without for a while. */
  lacking(): readonly string[] {
    return this.bus.health().connected ? [] : ['broker'];
  }

  private async look(): Promise<Health> {
    const database = await this.lookAtDatabase();
    const connected = this.bus.health().connected;
    const details = { database, bus: { status: connected ? 'up' : 'down' } };
    return { status: statusOf(database.status === 'up', connected), details };
  }

  private async lookAtDatabase(): Promise<{ status: 'up' | 'down'; latency_ms?: number }> {
    const started = performance.now();
    try {
      await this.database.ping();
      return { status: 'up', latency_ms: Math.round((performance.now() - started) * 10) / 10 };
    } catch {
      return { status: 'down' };
    }
  }
}

function statusOf(hasDatabase: boolean, hasBus: boolean): HealthStatus {
  if (!hasDatabase) return 'unhealthy';
  return hasBus ? 'healthy' : 'degraded';
}
