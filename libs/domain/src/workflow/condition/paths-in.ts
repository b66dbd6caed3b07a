import { assertNever } from '../../assert-never';
import type { Path } from '../template/template';
import type { Condition } from './condition';

/** Every path a condition may read, those of `exists()` included. */
export function pathsIn(condition: Condition): Path[] {
  switch (condition.kind) {
    case 'literal':
      return [];
    case 'path':
    case 'exists':
      return [condition.path];
    case 'not':
      return pathsIn(condition.operand);
    case 'list':
      return condition.items.flatMap(pathsIn);
    case 'compare':
    case 'in':
    case 'and':
    case 'or':
      return [...pathsIn(condition.left), ...pathsIn(condition.right)];
    default:
      return assertNever(condition);
  }
}
