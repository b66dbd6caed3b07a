import type { Figure } from '../scenarios/scenario';

interface Ratio {
  readonly name: string;
  readonly ours: number;
  readonly theirs: number;
  /** Of both. */
  readonly unit: string;
  readonly limit?: Figure['limit'];
}

/** One figure divided by another of the same kind; the note says which. */
export function ratio({ name, ours, theirs, unit, limit }: Ratio): Figure {
  const note = `${Math.round(ours)} : ${Math.round(theirs)} ${unit}`;
  return { name, value: ours / theirs, unit: '', note, ...(limit && { limit }) };
}
