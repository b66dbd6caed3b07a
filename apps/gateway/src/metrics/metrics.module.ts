import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { Metrics } from '@cadre/observability';
import { Database } from '@cadre/persistence';
import { MetricsController } from './metrics.controller';
import { registerProcessMetrics } from './process.metrics';
import { RequestObserver } from './request-observer';

/** Numbers and lines about the gateway itself. */
@Module({ controllers: [MetricsController], providers: [RequestObserver] })
export class MetricsModule implements OnApplicationShutdown {
  private readonly process: { stop(): void };

  constructor(metrics: Metrics, database: Database) {
    this.process = registerProcessMetrics(metrics, database);
  }

  onApplicationShutdown(): void {
    this.process.stop();
  }
}
