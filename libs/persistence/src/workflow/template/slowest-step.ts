import { criticalPath, type StepTimes } from '@cadre/domain';
import type { TimedStepRow } from './sql/templates.sql';
import type { SlowestStep } from './template-row';

/** Over all runs together; null when nothing has run. */
export function slowestStep(rows: readonly TimedStepRow[]): SlowestStep | null {
  const durations = grouped(criticalSteps(rows), ({ path }) => path);
  const means = [...durations].map(([path, all]) => ({ path, seconds: mean(all.map(({ seconds }) => seconds)) }));
  return means.sort((a, b) => b.seconds - a.seconds || a.path.localeCompare(b.path))[0] ?? null;
}

function criticalSteps(rows: readonly TimedStepRow[]): SlowestStep[] {
  const runs = [...grouped(rows, ({ workflow_id: id }) => id).values()];
  return runs
    .flatMap((steps) => criticalPath(steps.map(timesOf)))
    .map(({ path, startedMs, endedMs }) => ({ path, seconds: (endedMs - startedMs) / 1000 }));
}

function timesOf({ path, type, follows, started_at, completed_at }: TimedStepRow): StepTimes {
  return { path, type, follows, startedMs: started_at?.getTime() ?? null, endedMs: completed_at?.getTime() ?? null };
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}
