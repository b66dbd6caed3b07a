import { scheduleStateSections } from '../schedule/schedule-state-page';
import { workflowStateSections } from '../workflow/run/workflow-state-page';
import { isTerminal, TaskStatus } from './task-status';
import { TASK_ANNOTATIONS, TASK_TRANSITIONS, type TaskTransition } from './task-transitions';

const STATUSES = Object.values(TaskStatus);

/** docs/state-machines.md: the table of moves as a chart and as a list. */
export function stateMachinePage(): string {
  return [
    '# State machines',
    '',
    'Generated from the tables in `libs/domain/src` (`*-transitions.ts`) by `npm run docs:state-machines`; do not edit.',
    '',
    '## Task',
    '',
    ...chart(),
    '',
    'These are all the moves there are. Every move appends exactly one event of the named type in the same transaction.',
    `The final states are ${list(STATUSES.filter(isTerminal))}; nothing leads out of them.`,
    '',
    ...table(),
    '',
    `Events that say something about a task without moving it: ${list(TASK_ANNOTATIONS)}.`,
    '',
    ...scheduleStateSections(),
    ...workflowStateSections(),
  ].join('\n');
}

/** Cancelling, possible from every open state, is left out of the chart: seven arrows would hide the others. */
function chart(): string[] {
  const moves = TASK_TRANSITIONS.filter(({ event }) => event !== 'cancelled');
  const arrows = moves.map(({ from, to, event }) => `    ${from ?? '[*]'} --> ${to}: ${event}`);
  const ends = STATUSES.filter(isTerminal).map((status) => `    ${status} --> [*]`);
  const note = '    note right of cancelled: from every state that is not final';
  return ['```mermaid', 'stateDiagram-v2', ...arrows, ...ends, note, '```'];
}

function table(): string[] {
  return ['| event | from | to | when |', '| --- | --- | --- | --- |', ...TASK_TRANSITIONS.map(row)];
}

function row({ event, from, to, when }: TaskTransition): string {
  return `| \`${event}\` | ${from ? `\`${from}\`` : '—'} | \`${to}\` | ${when} |`;
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
