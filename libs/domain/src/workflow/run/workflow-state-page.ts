import { RUN_ENDS, RunStatus } from './run-status';
import { STEP_ENDS } from './step-status';
import {
  RUN_ANNOTATIONS,
  RUN_TRANSITIONS,
  type RunTransition,
  STEP_TRANSITIONS,
  type StepTransition,
} from './workflow-transitions';

/** The part of docs/state-machines.md about runs of workflows and their steps. */
export function workflowStateSections(): string[] {
  return [
    '## Run of a workflow',
    '',
    ...section(RUN_TRANSITIONS, RUN_ENDS),
    `A run of status ${list([RunStatus.Waiting])} waits for people, signals or times only. Events that say something about a`,
    `run without moving it or a step: ${list(RUN_ANNOTATIONS)}.`,
    '',
    '## Step of a run',
    '',
    ...section(STEP_TRANSITIONS, STEP_ENDS),
    'A step that nothing has happened to is `pending` and has no row. Every start of it raises its attempt.',
    '',
  ];
}

function section(table: readonly (RunTransition | StepTransition)[], ends: readonly string[]): string[] {
  const arrows = table.map(({ from, to, event }) => `    ${from ?? '[*]'} --> ${to}: ${event}`);
  const out = ends.map((status) => `    ${status} --> [*]`);
  const rows = table.map(({ event, from, to, when }) => `| \`${event}\` | ${cell(from)} | \`${to}\` | ${when} |`);
  const head = ['| event | from | to | when |', '| --- | --- | --- | --- |'];
  return ['```mermaid', 'stateDiagram-v2', ...arrows, ...out, '```', '', ...head, ...rows, ''];
}

function cell(status: string | null): string {
  return status === null ? '—' : `\`${status}\``;
}

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
