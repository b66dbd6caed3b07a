import { LRUCache } from 'lru-cache';
import type { StepState } from '@cadre/domain';
import type { FoldSession } from '@cadre/persistence';

interface Known {
  /** The fold that left them so. */
  readonly foldNo: number;
  readonly steps: ReadonlyMap<string, StepState>;
}

/** Of all runs together. */
const MOST_STEPS = 100_000;

/**
 * The steps outside of maps, as this process saw them last: a fold reads only those that were written since, by whomever.
 * What a fold decides is not noted here before the next one finds it committed.
 */
export class RootSteps {
  private readonly known = new LRUCache<string, Known>({
    maxSize: MOST_STEPS,
    sizeCalculation: ({ steps }) => steps.size + 1,
  });

  async of(session: FoldSession): Promise<readonly StepState[]> {
    const { fold_no: foldNo } = session.run;
    const before = this.knownOf(session.id, foldNo);
    if (before?.foldNo === foldNo) return [...before.steps.values()];
    const changed = await session.rootSteps(before?.foldNo ?? -1);
    const steps = new Map(before?.steps);
    for (const step of changed) steps.set(step.path, step);
    this.known.set(session.id, { foldNo, steps });
    return [...steps.values()];
  }

  /** A run that was folded less often than we know is another one: a backup was restored. */
  private knownOf(id: string, foldNo: number): Known | undefined {
    const known = this.known.get(id);
    return known && known.foldNo <= foldNo ? known : undefined;
  }
}
