import { readFileSync } from 'node:fs';
import { ConfigError } from '../config.error';
import { findUnknownVariables } from './unknown-variables';
import type { Schema, Setting, Settings } from './setting';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads every setting of a schema. Empty counts as unset. Throws one ConfigError with all mistakes, unknown `CADRE_*`
 * variables among them; `known` names variables that belong to other services and are therefore no mistake, and
 * `check` finds what is wrong between settings that are each right.
 */
export function readEnvironment<S extends Schema>(
  schema: S,
  env: Environment,
  known: readonly string[] = [],
  check: (read: Settings<S>) => readonly string[] = () => [],
): Settings<S> {
  const problems: string[] = [];
  const values = Object.entries(schema).map(([field, setting]) => [field, readSetting(setting, env, problems)]);
  const read = Object.freeze(Object.fromEntries(values)) as Settings<S>;
  problems.push(...check(read));
  problems.push(...findUnknownVariables(env, [...variablesOf(schema), ...known]));
  if (problems.length > 0) throw new ConfigError(problems);
  return read;
}

/** Every variable name a schema reads, file variants included. */
export function variablesOf(schema: Schema): string[] {
  return Object.values(schema).flatMap(({ variable, secret }) =>
    secret ? [variable, fileVariant(variable)] : [variable],
  );
}

function readSetting<T>(setting: Setting<T>, env: Environment, problems: string[]): T {
  const raw = rawValue(setting, env, problems);
  if (raw === undefined) {
    if (setting.required) problems.push(`${setting.variable} is required: ${setting.meaning}`);
    return setting.fallback;
  }
  const parsed = setting.kind.parse(raw);
  if (parsed.ok) return parsed.value;
  const shown = setting.secret ? '' : `, not "${shorten(raw)}"`;
  problems.push(`${setting.variable} must be ${parsed.rule}${shown}`);
  return setting.fallback;
}

function rawValue(setting: Setting<unknown>, env: Environment, problems: string[]): string | undefined {
  const direct = unlessEmpty(env[setting.variable]);
  const file = setting.secret ? unlessEmpty(env[fileVariant(setting.variable)]) : undefined;
  if (file === undefined) return direct;
  if (direct !== undefined) {
    problems.push(`Set ${setting.variable} or ${fileVariant(setting.variable)}, not both`);
    return undefined;
  }
  return readSecretFile(fileVariant(setting.variable), file, problems);
}

function readSecretFile(variable: string, file: string, problems: string[]): string | undefined {
  try {
    return unlessEmpty(readFileSync(file, 'utf8').trimEnd());
  } catch (error) {
    problems.push(`${variable} names ${file}, which cannot be read (${(error as NodeJS.ErrnoException).code})`);
    return undefined;
  }
}

function fileVariant(variable: string): string {
  return `${variable}_FILE`;
}

function unlessEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

function shorten(value: string): string {
  return value.length > 60 ? `${value.slice(0, 60)}…` : value;
}
