import { COMPARISONS, type Comparison, type Condition } from '@cadre/domain';
import type jsep from 'jsep';
import type { ExistsNode, GroupNode, PathNode } from './expression-syntax';

/** Thrown when a text is an expression, but not one of the language. A retry does not help. */
export class UnsupportedExpressionError extends Error {
  readonly code = 'CONDITION_INVALID';
}

type Node = jsep.CoreExpression | PathNode | ExistsNode | GroupNode;

/** The domain's tree from the parser's. What the language does not know is refused by name. */
export function toCondition(expression: jsep.Expression): Condition {
  const node = expression as Node;
  switch (node.type) {
    case 'Literal':
      return literal(node.value);
    case 'Path':
      return { kind: 'path', path: node.path };
    case 'Exists':
      return { kind: 'exists', path: node.path };
    case 'Group':
      return toCondition(node.inner);
    case 'ArrayExpression':
      return { kind: 'list', items: node.elements.map(element) };
    case 'UnaryExpression':
      return unary(node);
    case 'BinaryExpression':
      return binary(node.operator, node.left, node.right);
    case 'Compound':
    case 'SequenceExpression':
      return refuse('a condition is one expression: join several with "and" or "or"');
    case 'CallExpression':
      return refuse('there are no functions but exists(path)');
    case 'Identifier':
    case 'MemberExpression':
    case 'ThisExpression':
    case 'ConditionalExpression':
      return refuse('only paths, literals, lists, comparisons, "in", "and", "or", "not" and exists(path) are known');
  }
}

function literal(value: unknown): Condition {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return { kind: 'literal', value };
  if (typeof value === 'number' && Number.isFinite(value)) return { kind: 'literal', value };
  return refuse('a literal is a text, a finite number, true, false or null');
}

function element(item: jsep.Expression | null): Condition {
  return item === null ? refuse('a list must not have holes') : toCondition(item);
}

function unary({ operator, argument }: jsep.UnaryExpression): Condition {
  if (operator === 'not') return { kind: 'not', operand: toCondition(argument) };
  const operand = toCondition(argument);
  if (operand.kind !== 'literal' || typeof operand.value !== 'number') return refuse('"-" stands before numbers only');
  return { kind: 'literal', value: -operand.value };
}

function binary(operator: string, left: jsep.Expression, right: jsep.Expression): Condition {
  if (operator === 'and' || operator === 'or') {
    return { kind: operator, left: toCondition(left), right: toCondition(right) };
  }
  // To the parser `not` binds closest; to a reader `not a == b` denies the comparison.
  if (left.type === 'UnaryExpression' && left['operator'] === 'not') {
    return { kind: 'not', operand: binary(operator, left['argument'] as jsep.Expression, right) };
  }
  if (left.type === 'BinaryExpression')
    return refuse(`"${operator}" after another comparison: use "and" or parentheses`);
  const sides = { left: toCondition(left), right: toCondition(right) };
  return operator === 'in' ? { kind: 'in', ...sides } : { kind: 'compare', operator: comparison(operator), ...sides };
}

function comparison(operator: string): Comparison {
  return COMPARISONS.find((known) => known === operator) ?? refuse(`"${operator}" is not known`);
}

function refuse(message: string): never {
  throw new UnsupportedExpressionError(message);
}
