import type { BuildStepV1, BuildTestSummaryV1, SandboxSummaryV1, TestCountsV1, TestFailureV1 } from '@cadre/contracts';
import type { TestResult } from '../results/test-result';

const MAX_FAILURES = 200;
const MAX_TEXT = 2_000;

/** What is known when all steps are over. */
export interface RunFacts {
  readonly steps: readonly BuildStepV1[];
  /** Undefined when the test step did not run or its results could not be read. */
  readonly results: readonly TestResult[] | undefined;
  /** The end of what the last step printed. */
  readonly outputTail: string;
  readonly sandbox: SandboxSummaryV1;
  readonly durationSeconds: number;
}

/** A workspace is fine when every step ended with 0 and no test failed. */
export function judge(facts: RunFacts): BuildTestSummaryV1 {
  const results = facts.results ?? [];
  const failed = results.filter(({ status }) => status === 'failed').map(toFailure);
  const broken = facts.steps.filter((step) => step.exit_code !== 0);
  const unexplained = failed.length === 0 ? broken.map((step) => stepFailure(step, facts.outputTail)) : [];
  const failures = [...failed, ...unexplained];
  return {
    schema_version: 1,
    ok: failures.length === 0,
    tests: count(results),
    failures: failures.slice(0, MAX_FAILURES),
    sandbox: facts.sandbox,
    duration_seconds: Math.round(facts.durationSeconds * 1000) / 1000,
  };
}

function count(results: readonly TestResult[]): TestCountsV1 {
  const of = (status: TestResult['status']): number => results.filter((result) => result.status === status).length;
  return { total: results.length, passed: of('passed'), failed: of('failed'), skipped: of('skipped') };
}

function toFailure({ name, message, file, line }: TestResult): TestFailureV1 {
  return { name: cut(name), message: cut(message ?? 'failed'), file: inWorkspace(file), line: line ?? null };
}

/** A step that failed without a failing test to blame: it did not build, or its tests did not even start. */
function stepFailure(step: BuildStepV1, outputTail: string): TestFailureV1 {
  const how = step.signal === null ? `exit code ${step.exit_code}` : `signal ${step.signal}`;
  return { name: step.command, message: cut(`${step.step} ended with ${how}\n${outputTail}`), file: null, line: null };
}

/** Paths as the project's people know them. */
function inWorkspace(file: string | undefined): string | null {
  return file === undefined
    ? null
    : cut(file.replace(/^(file:\/\/)?(\/workspace|\/mnt|.*\/cadre-sandbox-[^/]+\/[^/]+\/workspace)\//, ''));
}

function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}
