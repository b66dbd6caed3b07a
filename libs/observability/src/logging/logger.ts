import pino, { type DestinationStream, type Logger as PinoLogger } from 'pino';
import { currentTraceParent } from '../tracing/trace-parent';
import { currentLogContext } from './log-context';
import { redactFields, redactText } from './redact';
import { standardOutput } from './standard-output';

/** Logs events: a constant message plus fields. `error` only when a person must act. */
export type Logger = PinoLogger;

export interface LoggerOptions {
  /** Name of the process, e.g. `cadre-gateway`. */
  readonly service: string;
  /** What the process is: `gateway`, `orchestrator`, `worker`. */
  readonly role: string;
  readonly level?: string;
  readonly shard?: string;
  /** Standard output unless a test looks at the lines. */
  readonly destination?: DestinationStream;
}

/** A logger that writes JSON lines, adds the present context, and blanks secrets by field name and by pattern. */
export function createLogger({ service, role, level = 'info', shard = '0', destination }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: { service, role, shard },
      timestamp: pino.stdTimeFunctions.isoTime,
      // redactFields has made plain data of errors; pino's own serializer would rename them.
      serializers: { err: (error: unknown) => error },
      mixin: contextFields,
      formatters: { level: (label) => ({ level: label }), log: redactFields },
      hooks: { streamWrite: redactText },
    },
    destination ?? standardOutput(),
  );
}

function contextFields(): Record<string, string> {
  const { tenant, correlation_id, task_id } = currentLogContext();
  const trace_id = currentTraceParent()?.split('-')[1];
  return {
    ...(tenant !== undefined && { tenant }),
    ...(correlation_id !== undefined && { correlation_id }),
    ...(trace_id !== undefined && { trace_id }),
    ...(task_id !== undefined && { task_id }),
  };
}
