import { assertNever } from '../../assert-never';
import type { JsonValue } from '../definition/json-value';
import { resolvePath, type Scope } from '../template/resolve-path';
import type { Path } from '../template/template';
import type { Comparison, Condition } from './condition';
import { equalJson } from './equal-json';

/** A list of this many elements can still be searched by `in`. */
export const MAX_CONDITION_STEPS = 10_000;

/** Why a condition is neither true nor false. */
export interface ConditionFailure {
  readonly code: 'CONDITION_INVALID' | 'TEMPLATE_UNRESOLVED';
  readonly message: string;
}

export type EvaluatedCondition =
  | { readonly ok: true; readonly holds: boolean; readonly steps: number }
  | ({ readonly ok: false; readonly steps: number } & ConditionFailure);

/**
 * Whether a condition holds. `and` and `or` look at their right side only if it matters. A path without a value is a
 * failure, except in `exists()`; a condition whose value is neither true nor false is one too.
 */
export function evaluateCondition(condition: Condition, scope: Scope): EvaluatedCondition {
  const evaluation = new Evaluation(scope);
  const holds = evaluation.truth(condition);
  const { steps, failure } = evaluation;
  return failure === null ? { ok: true, holds, steps } : { ok: false, steps, ...failure };
}

class Evaluation {
  failure: ConditionFailure | null = null;
  steps = 0;

  constructor(private readonly scope: Scope) {}

  truth(condition: Condition): boolean {
    const value = this.value(condition);
    if (typeof value === 'boolean') return value;
    return this.fail('CONDITION_INVALID', `${kindOf(value)} is neither true nor false`);
  }

  private value(condition: Condition): JsonValue {
    if (!this.count(1)) return false;
    switch (condition.kind) {
      case 'literal':
        return condition.value;
      case 'list':
        return condition.items.map((item) => this.value(item));
      case 'path':
        return this.lookUp(condition.path);
      case 'exists':
        return resolvePath(condition.path, this.scope) !== undefined;
      case 'not':
        return !this.truth(condition.operand);
      case 'and':
        return this.truth(condition.left) && this.truth(condition.right);
      case 'or':
        return this.truth(condition.left) || this.truth(condition.right);
      case 'in':
        return this.isIn(this.value(condition.left), this.value(condition.right));
      case 'compare':
        return this.compare(condition.operator, this.value(condition.left), this.value(condition.right));
      default:
        return assertNever(condition);
    }
  }

  private compare(operator: Comparison, left: JsonValue, right: JsonValue): boolean {
    if (operator === '==' || operator === '!=') {
      return this.isEqual(left, right) === (operator === '==');
    }
    if (typeof left === 'number' && typeof right === 'number') return isOrdered(operator, left - right);
    if (typeof left === 'string' && typeof right === 'string') {
      return isOrdered(operator, left < right ? -1 : left > right ? 1 : 0);
    }
    return this.fail(
      'CONDITION_INVALID',
      `"${operator}" compares numbers or texts, not ${kindOf(left)} with ${kindOf(right)}`,
    );
  }

  /** An element of a list, a part of a text, a key of an object. */
  private isIn(needle: JsonValue, hay: JsonValue): boolean {
    if (Array.isArray(hay)) return this.isAmong(needle, hay as readonly JsonValue[]);
    if (typeof needle === 'string' && typeof hay === 'string') return hay.includes(needle);
    if (typeof needle === 'string' && typeof hay === 'object' && hay !== null) return Object.hasOwn(hay, needle);
    return this.fail('CONDITION_INVALID', `"in" cannot look for ${kindOf(needle)} in ${kindOf(hay)}`);
  }

  private isAmong(needle: JsonValue, list: readonly JsonValue[]): boolean {
    // A search that has used up its steps ends where it stands.
    return list.some((each) => this.isEqual(needle, each) || this.failure !== null) && this.failure === null;
  }

  private isEqual(left: JsonValue, right: JsonValue): boolean {
    const { equal, steps } = equalJson(left, right, MAX_CONDITION_STEPS - this.steps);
    return this.count(steps) && equal;
  }

  /** False when the steps are used up. After a failure nothing is evaluated any more. */
  private count(steps: number): boolean {
    this.steps += steps;
    if (this.failure === null && this.steps > MAX_CONDITION_STEPS) {
      this.fail('CONDITION_INVALID', `the condition needs more than ${MAX_CONDITION_STEPS} steps`);
    }
    return this.failure === null;
  }

  private lookUp(path: Path): JsonValue {
    const value = resolvePath(path, this.scope);
    return value === undefined ? this.fail('TEMPLATE_UNRESOLVED', `"${path.source}" has no value`) : value;
  }

  private fail(code: ConditionFailure['code'], message: string): false {
    this.failure ??= { code, message };
    return false;
  }
}

function isOrdered(operator: Exclude<Comparison, '==' | '!='>, difference: number): boolean {
  switch (operator) {
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
    default:
      return assertNever(operator);
  }
}

function kindOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}
