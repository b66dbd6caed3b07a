import type { QueueGroup } from '@cadre/persistence';
import type { Place } from './queue-outlook.port';

/** How many waiting tasks of the team a newcomer would stand behind: all that are as urgent or more. */
export function tasksAhead(
  groups: readonly QueueGroup[],
  { team, priority }: Pick<Place, 'team' | 'priority'>,
): number {
  return sum(groups, (group) => (group.team === team && group.priority <= priority ? group.pending + group.queued : 0));
}

/**
 * About how many waiting tasks of the team go before one that has been due for so long: all that are more urgent, and of
 * its own priority the share that came before it, as if they had come evenly since the oldest.
 */
export function tasksBefore(
  groups: readonly QueueGroup[],
  { team, priority }: Pick<Place, 'team' | 'priority'>,
  waitedSeconds: number,
): number {
  const before = (group: QueueGroup): number => {
    if (group.team !== team || group.priority > priority) return 0;
    const waiting = group.pending + group.queued;
    return group.priority < priority ? waiting : waiting * shareBefore(group.oldest_age_seconds, waitedSeconds);
  };
  return Math.round(sum(groups, before));
}

function shareBefore(oldestSeconds: number, waitedSeconds: number): number {
  return oldestSeconds > 0 ? Math.min(1, Math.max(0, 1 - waitedSeconds / oldestSeconds)) : 0;
}

/** How long so many take at the team's present pace; null when nothing moves. */
export function waitSeconds(groups: readonly QueueGroup[], team: string, ahead: number): number | null {
  if (ahead <= 0) return 0;
  const perMinute = sum(groups, (group) => (group.team === team ? group.finished_per_minute : 0));
  return perMinute > 0 ? Math.round((ahead * 60) / perMinute) : null;
}

/** How long an attempt of the agent takes: those under way by the pace at which they end (Little's law). */
export function durationSeconds(groups: readonly QueueGroup[], agentId: string): number | null {
  const own = groups.filter((group) => group.agent_id === agentId);
  const perMinute = sum(own, (group) => group.finished_per_minute);
  const running = sum(own, (group) => group.running);
  return perMinute > 0 && running > 0 ? (running * 60) / perMinute : null;
}

function sum(groups: readonly QueueGroup[], value: (group: QueueGroup) => number): number {
  return groups.reduce((total, group) => total + value(group), 0);
}
