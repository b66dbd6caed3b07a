/** When a step of an ended run began and ended, outside of maps. */
export interface StepTimes {
  readonly path: string;
  readonly type: string;
  /** What it waited for, as paths. */
  readonly follows: readonly string[];
  /** Null for a step that was skipped. */
  readonly startedMs: number | null;
  readonly endedMs: number | null;
}

/** A step that took time of its own. */
export interface TimedStep extends StepTimes {
  readonly startedMs: number;
  readonly endedMs: number;
}

/** What only holds others takes no time of its own. */
const CONTAINERS: ReadonlySet<string> = new Set(['parallel', 'switch']);

/**
 * The steps that the end of a run was waiting for, the last one first: the one that ended last, the one that ended last of
 * those it waited for, and so on. A map is one step.
 */
export function criticalPath(steps: readonly StepTimes[]): TimedStep[] {
  return new RunTimes(steps).path();
}

class RunTimes {
  private readonly byPath: ReadonlyMap<string, StepTimes>;

  constructor(private readonly steps: readonly StepTimes[]) {
    this.byPath = new Map(steps.map((step) => [step.path, step]));
  }

  path(): TimedStep[] {
    const found: TimedStep[] = [];
    let at = latest(this.steps.filter(isTimed));
    while (at !== undefined && !found.includes(at)) {
      found.push(at);
      at = latest(this.before(at.path));
    }
    return found;
  }

  /** What a step waited for, and what the steps around it waited for. */
  private before(path: string, seen = new Set<string>()): TimedStep[] {
    const around = path.lastIndexOf('.');
    const own = this.byPath.get(path)?.follows ?? [];
    return [
      ...own.flatMap((followed) => this.ends(followed, seen)),
      ...(around === -1 ? [] : this.before(path.slice(0, around), seen)),
    ];
  }

  /** The steps by whose end a step had ended: of one that took no time, what it waited for itself. */
  private ends(path: string, seen: Set<string>): TimedStep[] {
    if (seen.has(path)) return [];
    seen.add(path);
    const step = this.byPath.get(path);
    if (step && isTimed(step)) return [step];
    const inner = this.steps.filter((each): each is TimedStep => each.path.startsWith(`${path}.`) && isTimed(each));
    return inner.length > 0 ? inner : this.before(path, seen);
  }
}

function isTimed(step: StepTimes): step is TimedStep {
  return step.startedMs !== null && step.endedMs !== null && !CONTAINERS.has(step.type);
}

/** The one that ended last; of several, the one that took longest. */
function latest(steps: readonly TimedStep[]): TimedStep | undefined {
  return steps.reduce<TimedStep | undefined>((last, step) => {
    if (last === undefined || step.endedMs > last.endedMs) return step;
    return step.endedMs === last.endedMs && step.startedMs < last.startedMs ? step : last;
  }, undefined);
}
