import { SpanStatusCode, trace, type Attributes, type Span } from '@opentelemetry/api';

const tracer = trace.getTracer('cadre');

/** Runs `work` inside a span; a rejection is recorded on it and passed on. Costs next to nothing while tracing is off. */
export async function withSpan<T>(name: string, attributes: Attributes, work: (span: Span) => Promise<T>): Promise<T> {
  return tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      recordFailure(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

function recordFailure(span: Span, error: unknown): void {
  const known = error instanceof Error ? error : undefined;
  span.setAttribute('error.type', known?.name ?? 'unknown');
  span.setStatus({ code: SpanStatusCode.ERROR, ...(known !== undefined && { message: known.name }) });
}
