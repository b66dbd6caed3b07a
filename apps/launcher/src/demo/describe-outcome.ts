import type { DemoRun, DemoTask } from './api-client';

interface TestSummary {
  readonly tests: { readonly total: number; readonly passed: number; readonly failed: number };
  readonly failures: readonly { readonly name: string; readonly message: string }[];
}

/** What build-test found, in one or two lines. */
export function describeTests(project: string, task: DemoTask): string[] {
  if (!isTestSummary(task.result)) return [`build-test of ${project}: ${describeEnd(task)}`];
  const { tests, failures } = task.result;
  const head = `build-test of ${project}: ${tests.passed} of ${tests.total} tests passed, ${tests.failed} failed`;
  return [head, ...failures.map(({ name, message }) => `  ✗ ${name}: ${firstLines(message)}`)];
}

/** What a chain of agents came to: how it ended, whether models did it, and its steps as a picture. */
export function describeChain(template: string, run: DemoRun, graph: string): string[] {
  const simulated = (run.steps ?? []).some(
    ({ output }) => (output as { simulated?: unknown } | null)?.simulated === true,
  );
  const note = simulated ? ' (simulated: no model provider is configured)' : '';
  const picture = graph.split('\n').filter((line) => line.trim() !== '');
  return [`${template}: ${describeEnd(run)}${note}`, ...picture.map((line) => `  ${line}`)];
}

function describeEnd({ status, error }: Pick<DemoTask, 'status' | 'error'>): string {
  return error ? `${status} (${error.code}: ${firstLines(error.message)})` : status;
}

function isTestSummary(result: unknown): result is TestSummary {
  const { tests, failures } = (result ?? {}) as Partial<TestSummary>;
  return typeof tests?.total === 'number' && Array.isArray(failures);
}

/** An assertion's message says what differs only in its third line; its stack is of no interest here. */
function firstLines(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const stack = lines.findIndex((line) => line.startsWith('at '));
  const words = lines.slice(0, stack === -1 ? undefined : stack).filter((line) => line !== '');
  return words.slice(0, 2).join(' ').slice(0, 200);
}
