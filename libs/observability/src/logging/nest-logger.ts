import type { LoggerService } from '@nestjs/common';
import type { Logger } from './logger';

type Level = 'trace' | 'debug' | 'warn' | 'error' | 'fatal';

/**
 * Lets Nest write through our logger: `logger.warn('message')` as Nest does it, and `logger.warn(fields, 'message')` as
 * the house does. Nest's routine chatter at start goes to debug: a normal start is quiet.
 */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(level: Level, message: unknown, rest: readonly unknown[]): void {
    const [text, ...others] = rest;
    if (isFields(message) && typeof text === 'string') {
      this.logger[level]({ ...fieldsOf(others), ...message }, text);
      return;
    }
    this.logger[level]({ ...fieldsOf(rest), ...(message instanceof Error && { err: message }) }, textOf(message));
  }
}

function isFields(message: unknown): message is Record<string, unknown> {
  return typeof message === 'object' && message !== null && !(message instanceof Error) && !Array.isArray(message);
}

/** Nest appends the context's name last, and for errors a stack before it. */
function fieldsOf(rest: readonly unknown[]): Record<string, unknown> {
  const texts = rest.filter((item): item is string => typeof item === 'string');
  const error = rest.find((item) => item instanceof Error);
  const stack = texts.find((item) => item.includes('\n    at '));
  const context = texts.at(-1) === stack ? undefined : texts.at(-1);
  return {
    ...(context !== undefined && { context }),
    ...(stack !== undefined && { stack }),
    ...(error !== undefined && { err: error }),
  };
}

function textOf(message: unknown): string {
  if (typeof message === 'string') return message;
  return message instanceof Error ? message.message : JSON.stringify(message);
}
