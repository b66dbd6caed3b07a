import type { SpawnPlan } from '../drivers/sandbox-driver';
import type { RunGroup } from './run-group';

/**
 * Before anything of the run starts, its first process enters the groups, and puts itself first in line for the case that
 * the whole machine runs out of memory: the worker must not die of what it runs.
 */
const ENTER = `
{ echo 1000 > /proc/self/oom_score_adj; } 2>/dev/null
while [ "$1" != -- ]; do echo 0 > "$1" || exit 126; shift; done
shift
exec "$@"
`;

/** The same plan, carried out inside of the group. */
export function entered(plan: SpawnPlan, group: RunGroup | null): SpawnPlan {
  const entrances = group?.entrances ?? [];
  return { ...plan, file: '/bin/sh', args: ['-c', ENTER, 'sh', ...entrances, '--', plan.file, ...plan.args] };
}
