import { delimiter, isAbsolute, resolve } from 'node:path';

/** How a text becomes a value: the value, or the rule that was broken. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly rule: string };

/** A kind of value. `rule` completes the sentence "<VARIABLE> must be …". */
export interface Kind<T> {
  readonly rule: string;
  parse(text: string): Parsed<T>;
}

function kind<T>(rule: string, parse: (text: string) => T | undefined): Kind<T> {
  return {
    rule,
    parse: (text) => {
      const value = parse(text);
      return value === undefined ? { ok: false, rule } : { ok: true, value };
    },
  };
}

/** Any text. */
export const text: Kind<string> = kind('a text', (value) => value);

/** A name: letters, digits, dot, dash, underscore, colon; at most 200 characters. */
export const name: Kind<string> = kind('a name of letters, digits, ".", "-", "_" or ":" (at most 200)', (value) =>
  /^[\w.:-]{1,200}$/.test(value) ? value : undefined,
);

/** A model with its provider, as in `openai/gpt-5`. */
export const modelName: Kind<string> = kind('a provider and a model, as in "openai/gpt-5"', (value) =>
  /^(anthropic|openai)\/\S{1,200}$/.test(value) ? value : undefined,
);

/** A whole number in a range. */
export function integer(min: number, max: number): Kind<number> {
  return kind(`a whole number from ${min} to ${max}`, (value) => {
    const number = /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    return number >= min && number <= max ? number : undefined;
  });
}

/** One of a list of words. */
export function oneOf<const T extends string>(...words: readonly T[]): Kind<T> {
  return kind(`one of ${words.join(', ')}`, (value) => words.find((word) => word === value));
}

/** `on` or `off`. */
export const onOff: Kind<boolean> = kind('on or off', (value) =>
  value === 'on' ? true : value === 'off' ? false : undefined,
);

/** An address with one of the given schemes. */
export function url(...schemes: readonly string[]): Kind<string> {
  return kind(`a URL starting with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`, (value) => {
    if (!URL.canParse(value)) return undefined;
    return schemes.some((scheme) => value.toLowerCase().startsWith(`${scheme}://`)) ? value : undefined;
  });
}

/** A file or folder; a relative one starts at the working directory. */
export const path: Kind<string> = kind('a path', (value) => resolve(value));

/** Absolute paths, separated like PATH. */
export const paths: Kind<readonly string[]> = kind(`absolute paths separated by "${delimiter}"`, (value) => {
  const list = split(value, delimiter);
  return list.every((item) => isAbsolute(item)) ? list.map((item) => resolve(item)) : undefined;
});

/** Words separated by commas. */
export const words: Kind<readonly string[]> = kind('words separated by commas', (value) => split(value, ','));

/** Web origins, each exactly as a browser sends it. `*` is none: it would let every page in. */
export const origins: Kind<readonly string[]> = kind(
  'origins such as https://app.example.org, separated by commas',
  (value) => {
    const list = split(value, ',');
    return list.every((item) => URL.canParse(item) && new URL(item).origin === item) ? list : undefined;
  },
);

/** An email address, roughly: one @ with something on both sides. `admin@localhost` is one. */
export const email: Kind<string> = kind('an email address', (value) =>
  /^[^\s@]+@[^\s@]+$/.test(value) && value.length <= 254 ? value : undefined,
);

/** Numbers by name, as in `marketing=1,testing=2`. */
export function counts(max: number): Kind<ReadonlyMap<string, number>> {
  return kind(`names with numbers from 0 to ${max}, as in "marketing=1,testing=2"`, (value) => {
    const pairs = split(value, ',').map((item) => /^([a-z][a-z0-9-]*)=(\d{1,4})$/.exec(item));
    const entries = pairs.map((match) => [match?.[1] ?? '', Number(match?.[2] ?? Number.NaN)] as const);
    const named = new Map(entries);
    return named.size === entries.length && entries.every(([, count]) => count <= max) ? named : undefined;
  });
}

function split(value: string, separator: string): string[] {
  return value
    .split(separator)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
