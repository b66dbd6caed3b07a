import type { Path } from '../template/template';

export const COMPARISONS = ['==', '!=', '<', '<=', '>', '>='] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** A parsed condition: data that `evaluateCondition` walks, never code. */
export type Condition =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly Condition[] }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'exists'; readonly path: Path }
  | { readonly kind: 'not'; readonly operand: Condition }
  | {
      readonly kind: 'compare';
      readonly operator: Comparison;
      readonly left: Condition;
      readonly right: Condition;
    }
  | { readonly kind: 'in'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition };

/** What a parser of conditions answers; the parser itself is passed in, because it is a package. */
export type ParsedCondition =
  { readonly ok: true; readonly condition: Condition } | { readonly ok: false; readonly message: string };

export type ParseCondition = (text: string) => ParsedCondition;
