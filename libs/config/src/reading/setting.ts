import type { Kind } from './kinds';

/** One setting: the variable it comes from, what may stand there, and what holds when nothing does. */
export interface Setting<T> {
  readonly variable: string;
  readonly kind: Kind<T>;
  readonly fallback: T;
  /** What the documentation shows as default when the value is computed. */
  readonly shownDefault?: string;
  readonly meaning: string;
  /** Required means: no start without it. */
  readonly required: boolean;
  /** A secret may also come from a file named by `<VARIABLE>_FILE`, and is never shown. */
  readonly secret: boolean;
}

/** A named set of settings, as one service reads it. */
export type Schema = Readonly<Record<string, Setting<unknown>>>;

/** What a schema reads to. */
export type Settings<S extends Schema> = { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never };

interface About {
  readonly secret?: boolean;
  readonly shownDefault?: string;
}

/** A setting that holds `fallback` when the variable is unset. */
export function setting<T>(
  variable: string,
  kind: Kind<T>,
  fallback: T,
  meaning: string,
  about: About = {},
): Setting<T> {
  return { variable, kind, fallback, meaning, required: false, secret: false, ...about };
}

/** A setting that may be absent. */
export function optional<T>(
  variable: string,
  kind: Kind<T>,
  meaning: string,
  about: About = {},
): Setting<T | undefined> {
  return { variable, kind, fallback: undefined, meaning, required: false, secret: false, ...about };
}

/** A setting without which the service does not start. */
export function required<T>(variable: string, kind: Kind<T>, meaning: string, about: About = {}): Setting<T> {
  // Never read: a missing required setting is a ConfigError.
  const fallback = undefined as T;
  return { variable, kind, fallback, meaning, required: true, secret: false, ...about };
}
