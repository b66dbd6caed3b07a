import { context, trace, TraceFlags, type SpanContext } from '@opentelemetry/api';
import { currentLogContext, withLogContext } from '../logging/log-context';

const TRACE_PARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The W3C traceparent to hand on: of the running span, or the caller's own when tracing is off. */
export function currentTraceParent(): string | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  return span === undefined ? currentLogContext().traceparent : formatTraceParent(span);
}

/** Runs `work` as a child of the given traceparent. An absent or malformed one changes nothing. */
export function runWithTraceParent<T>(traceParent: string | undefined, work: () => T): T {
  const parent = traceParent === undefined ? undefined : parseTraceParent(traceParent);
  if (parent === undefined) return work();
  const inherited = trace.setSpanContext(context.active(), parent);
  return withLogContext({ traceparent: traceParent }, () => context.with(inherited, work));
}

/** The traceparent, if it is a well-formed one. */
export function validTraceParent(text: string | undefined): string | undefined {
  return text !== undefined && parseTraceParent(text) !== undefined ? text : undefined;
}

function parseTraceParent(text: string): SpanContext | undefined {
  const [, traceId, spanId, flags] = TRACE_PARENT.exec(text) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
}

function formatTraceParent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${(traceFlags & 0xff).toString(16).padStart(2, '0')}`;
}
