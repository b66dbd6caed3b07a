import type { JsonValue } from '../definition/json-value';

/** Where a path can start. */
export const PATH_ROOTS = ['inputs', 'steps', 'workflow', 'item', 'index'] as const;
export type PathRoot = (typeof PATH_ROOTS)[number];

/** `steps.blog.output.tags[0]` is root `steps` with the segments `blog`, `output`, `tags`, 0. */
export interface Path {
  readonly root: PathRoot;
  readonly segments: readonly (string | number)[];
  /** As it was written. */
  readonly source: string;
}

export const FILTER_NAMES = [
  'default',
  'json',
  'length',
  'first',
  'last',
  'join',
  'upper',
  'lower',
  'truncate',
] as const;
export type FilterName = (typeof FILTER_NAMES)[number];

export interface Filter {
  readonly name: FilterName;
  /** Only `default`, `join` and `truncate` take one. */
  readonly argument?: JsonValue;
}

/** What stands between `{{` and `}}`. */
export interface TemplateExpression {
  readonly path: Path;
  readonly filters: readonly Filter[];
}

/** A JSON value with its templates parsed. */
export type Template =
  /** Holds no reference, however deep. */
  | { readonly kind: 'literal'; readonly value: JsonValue }
  /** A text that is one reference and nothing else: keeps the type of the value. */
  | { readonly kind: 'reference'; readonly expression: TemplateExpression }
  | { readonly kind: 'text'; readonly pieces: readonly (string | TemplateExpression)[] }
  | { readonly kind: 'list'; readonly items: readonly Template[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [key: string, value: Template])[] };
