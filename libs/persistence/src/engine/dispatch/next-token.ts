import { laneState, millisecondsUntil } from '@cadre/domain';
import type { Survey } from './survey';

/** How long until the first agent that is out of rate tokens gets one; null when none is. */
export function nextTokenMs({ agents }: Survey): number | null {
  const waits = [...agents.values()]
    .filter((agent) => laneState(agent).kind === 'rate_limit')
    .map(({ bucket, queued }) => (bucket ? millisecondsUntil(bucket, queued + 1) : Infinity))
    .filter(Number.isFinite);
  return waits.length > 0 ? Math.min(...waits) : null;
}
