import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** A metric whose name or labels break the rules: a mistake in the program. */
export class MetricNameError extends Error {
  readonly code = 'METRIC_NAME_INVALID';

  constructor(metric: string) {
    super(`Metric "${metric}" must look like cadre_<what>_<unit>`);
    this.name = new.target.name;
  }
}

export interface MetricsOptions {
  readonly service: string;
  readonly role: string;
  readonly shard: string;
}

/** From a fraction of a millisecond to a quarter of an hour: attempts, requests and statements share them. */
const SECONDS_BUCKETS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900,
];

/** The metrics of one process. Every part declares its own in one file, `<part>.metrics.ts`. */
export class Metrics {
  private readonly registry = new Registry();

  constructor(options: MetricsOptions) {
    this.registry.setDefaultLabels({ ...options });
    collectDefaultMetrics({ register: this.registry, prefix: 'cadre_' });
  }

  /** Something that only grows; the name ends in `_total`. */
  counter<L extends string = never>(name: string, help: string, labels: readonly L[] = []): Counter<L> {
    return new Counter({ name: checked(name), help, labelNames: [...labels], registers: [this.registry] });
  }

  /** Something that goes up and down. `collect` fills it in when somebody looks. */
  gauge<L extends string = never>(
    name: string,
    help: string,
    labels: readonly L[] = [],
    collect?: (gauge: Gauge<L>) => void | Promise<void>,
  ): Gauge<L> {
    const gauge: Gauge<L> = new Gauge({
      name: checked(name),
      help,
      labelNames: [...labels],
      registers: [this.registry],
      ...(collect !== undefined && { collect: () => collect(gauge) }),
    });
    return gauge;
  }

  /** A distribution, in seconds unless other buckets say otherwise. */
  histogram<L extends string = never>(
    name: string,
    help: string,
    labels: readonly L[] = [],
    buckets: readonly number[] = SECONDS_BUCKETS,
  ): Histogram<L> {
    return new Histogram({
      name: checked(name),
      help,
      labelNames: [...labels],
      buckets: [...buckets],
      registers: [this.registry],
    });
  }

  /** Everything in the text format Prometheus reads. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }
}

/** The metrics of this process; make one and hand it on. */
export function createMetrics(options: MetricsOptions): Metrics {
  return new Metrics(options);
}

function checked(name: string): string {
  if (!/^cadre_[a-z][a-z0-9_]*$/.test(name)) throw new MetricNameError(name);
  return name;
}
