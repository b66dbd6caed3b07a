export interface TracingOptions {
  readonly service: string;
  readonly shard?: string;
  /** Where spans go (OTLP over HTTP). Without it nothing is loaded and nothing is made. */
  readonly endpoint?: string | undefined;
}

export interface Tracing {
  /** Sends what is still waiting, for at most a few seconds. */
  stop(): Promise<void>;
}

/** Starts sending traces, if there is somewhere to send them. Sampling follows OTEL_TRACES_SAMPLER. */
export async function startTracing({ service, shard = '0', endpoint }: TracingOptions): Promise<Tracing> {
  if (endpoint === undefined) return { stop: async () => {} };
  // Loaded on demand: the SDK is large, and most installations run without it.
  const [{ NodeSDK, resources }, { OTLPTraceExporter }] = await Promise.all([
    import('@opentelemetry/sdk-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ]);
  const sdk = new NodeSDK({
    resource: resources.resourceFromAttributes({ 'service.name': service, shard }),
    traceExporter: new OTLPTraceExporter({ url: tracesUrl(endpoint), timeoutMillis: 5_000 }),
    instrumentations: [],
    // Traces only: without these two lines the SDK would send logs and metrics to the same place.
    logRecordProcessors: [],
    metricReaders: [],
    autoDetectResources: false,
  });
  sdk.start();
  // An unreachable collector must not keep a process from stopping.
  return { stop: () => sdk.shutdown().catch(() => {}) };
}

function tracesUrl(endpoint: string): string {
  const base = endpoint.replace(/\/+$/, '');
  return base.endsWith('/v1/traces') ? base : `${base}/v1/traces`;
}
