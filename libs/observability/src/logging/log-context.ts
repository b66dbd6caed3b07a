import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line inside a request or an attempt carries without being told. */
export interface LogContext {
  readonly tenant?: string | undefined;
  readonly correlation_id?: string | undefined;
  readonly task_id?: string | undefined;
  /** W3C traceparent of the caller; kept here so that it travels on although tracing is off. */
  readonly traceparent?: string | undefined;
}

const storage = new AsyncLocalStorage<LogContext>();

/** Runs `work` with these fields added to the present ones. */
export function withLogContext<T>(fields: LogContext, work: () => T): T {
  return storage.run({ ...storage.getStore(), ...fields }, work);
}

/** The present fields; empty outside of any context. */
export function currentLogContext(): LogContext {
  return storage.getStore() ?? {};
}
