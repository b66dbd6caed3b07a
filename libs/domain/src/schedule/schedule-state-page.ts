import { SCHEDULE_RUN_TRANSITIONS, SCHEDULE_TRANSITIONS, type ScheduleTransition } from './schedule-transitions';

/** The part of docs/state-machines.md about schedules and their firings. */
export function scheduleStateSections(): string[] {
  return [
    '## Schedule',
    '',
    ...section(SCHEDULE_TRANSITIONS),
    '## Firing of a schedule',
    '',
    ...section(SCHEDULE_RUN_TRANSITIONS),
  ];
}

function section(table: readonly ScheduleTransition<string>[]): string[] {
  const arrows = table.map(({ from, to, event }) => `    ${from ?? '[*]'} --> ${to ?? '[*]'}: ${event}`);
  const rows = table.map(({ event, from, to, when }) => `| \`${event}\` | ${cell(from)} | ${cell(to)} | ${when} |`);
  const head = ['| event | from | to | when |', '| --- | --- | --- | --- |'];
  return ['```mermaid', 'stateDiagram-v2', ...arrows, '```', '', ...head, ...rows, ''];
}

function cell(status: string | null): string {
  return status === null ? '—' : `\`${status}\``;
}
