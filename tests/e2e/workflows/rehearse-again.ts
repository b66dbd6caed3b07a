import type { ApiAnswer } from '@cadre/testing';
import type { RunClient } from './run-client';

/** Bodies are untyped until a test asserts on them. */
type Untyped = ApiAnswer['body'];

const CONTAINERS = ['parallel', 'map', 'switch'];

/** A dry run whose steps answer as those of this real run did tells the same steps, statuses, values and order. */
export async function rehearsesAlike(runs: RunClient, submission: object, real: Untyped): Promise<void> {
  const mock_outputs = await answersOf(runs, real);
  const body = { ...submission, mock_outputs };
  const { status, body: dry } = await runs.client.call('POST', '/workflows?dry_run=true', { body });
  expect([status, dry.errors]).toEqual([200, undefined]);
  expect(dry).toMatchObject({ status: real.status, output: real.output, error: real.error, truncated: null });
  expect(dry.unused_mocks).toEqual([]);
  expect(endsOf(dry)).toEqual(endsOf(real));
  expect(orderOf(dry)).toEqual(orderOf(real, dry));
  for (const { path, task_id: taskId } of real.steps) {
    if (taskId === null) continue;
    const { body: task } = await runs.client.call('GET', `/tasks/${taskId}?include=parameters`);
    const { parameters } = dry.steps.find((step: Untyped) => step.path === path);
    expect([path, parameters]).toEqual([path, task.parameters]);
  }
}

/** What agents, people and child runs answered, before any `output` mapping. */
async function answersOf(runs: RunClient, real: Untyped): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  for (const step of real.steps) {
    if (step.status !== 'completed' || CONTAINERS.includes(step.type) || step.type === 'wait') continue;
    answers[step.path] = await answerOf(runs, step);
  }
  return answers;
}

async function answerOf(runs: RunClient, { task_id: taskId, child_workflow_id: childId, output }: Untyped) {
  if (taskId !== null) return (await runs.client.task(taskId)).result;
  return childId === null ? output : (await runs.show(childId)).output;
}

/** How each step ended, and what others see of it; containers gather theirs from the steps in them. */
function endsOf({ steps }: Untyped): Record<string, unknown> {
  return Object.fromEntries(
    steps.map(({ path, type, status, reason, output }: Untyped) => [
      path,
      { type, status, reason: status === 'skipped' ? reason : null, ...(!CONTAINERS.includes(type) && { output }) },
    ]),
  );
}

/** Which steps start before which others beside them; of those that start at once, as the other run has it. */
function orderOf({ steps }: Untyped, other?: Untyped): Record<string, string[]> {
  const place = (path: string): number => (other?.steps ?? []).findIndex((step: Untyped) => step.path === path);
  const started = steps.filter(({ status }: Untyped) => status !== 'skipped');
  if (other) {
    const timeOf = ({ started_at: at }: Untyped): number => Date.parse(at);
    started.sort((a: Untyped, b: Untyped) => timeOf(a) - timeOf(b) || place(a.path) - place(b.path));
  }
  const order: Record<string, string[]> = {};
  for (const { path } of started) (order[aroundOf(path)] ??= []).push(path);
  return order;
}

/** What a step stands in; empty at the top. */
function aroundOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.'), path.lastIndexOf('[')));
}
