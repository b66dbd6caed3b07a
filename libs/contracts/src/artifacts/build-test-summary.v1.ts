import type { SandboxSummaryV1, TestCountsV1, TestFailureV1 } from './build-test-report.v1';

/** `summary.json` of the build-test agent, the same as the task's result. */
export interface BuildTestSummaryV1 {
  readonly schema_version: 1;
  readonly ok: boolean;
  readonly tests: TestCountsV1;
  readonly failures: readonly TestFailureV1[];
  readonly sandbox: SandboxSummaryV1;
  readonly duration_seconds: number;
}
