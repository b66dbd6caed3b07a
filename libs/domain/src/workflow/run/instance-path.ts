import type { StaticPath } from '../plan/workflow-plan';

const ELEMENT = /\[(\d*)\]/g;

/** Where a step stands in a run: `stories[]` inside the element `stories[3]` is `stories[3]`. */
export function instancePath(node: StaticPath, scope: string): string {
  const indices = [...scope.matchAll(ELEMENT)].map((match) => match[1]);
  let place = 0;
  return node.replace(/\[\]/g, () => `[${indices[place++] ?? ''}]`);
}

/** The element of a map. */
export function elementPath(map: string, index: number): string {
  return `${map}[${index}]`;
}

/** The element around a step, which it shares with the steps it can see; empty outside of maps. */
export function scopeOf(path: string): string {
  return path.slice(0, path.lastIndexOf(']') + 1);
}

/** The map an element belongs to. */
export function mapOf(element: string): string {
  return element.slice(0, element.lastIndexOf('['));
}

/** Which element of its map it is. */
export function indexOf(element: string): number {
  return Number(element.slice(element.lastIndexOf('[') + 1, -1));
}

/** All elements around a step, the outermost first: `a[1].b[2].c` gives `a[1]` and `a[1].b[2]`. */
export function scopesAround(path: string): string[] {
  return [...path.matchAll(/\]/g)].map(({ index }) => path.slice(0, index + 1));
}

const COMPENSATION = ':compensate';

/** The step that undoes another. */
export function compensationPath(path: string): string {
  return `${path}${COMPENSATION}`;
}

export function isCompensation(path: string): boolean {
  return path.endsWith(COMPENSATION);
}
