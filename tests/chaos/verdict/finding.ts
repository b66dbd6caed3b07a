/** One thing that must hold after a run, whether it did, and the figures or the first examples. */
export interface Finding {
  readonly name: string;
  readonly holds: boolean;
  readonly detail: string;
}

/** Holds when there is nothing in the list. */
export function none(name: string, problems: readonly string[], checked?: number): Finding {
  const shown = problems.slice(0, 5).join('; ');
  const looked = checked === undefined ? 'none' : `none in ${checked}`;
  return {
    name,
    holds: problems.length === 0 && checked !== 0,
    detail: problems.length === 0 ? looked : `${problems.length}: ${shown}`,
  };
}
