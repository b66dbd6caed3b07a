/** `report.json` of the build-test agent: everything it ran and what came of it. */
export interface BuildTestReportV1 {
  readonly schema_version: 1;
  readonly ok: boolean;
  readonly tests: TestCountsV1;
  readonly failures: readonly TestFailureV1[];
  readonly steps: readonly BuildStepV1[];
  readonly sandbox: SandboxSummaryV1;
  readonly duration_seconds: number;
}

export interface TestCountsV1 {
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface TestFailureV1 {
  readonly name: string;
  readonly message: string;
  readonly file: string | null;
  readonly line: number | null;
}

export interface BuildStepV1 {
  readonly step: 'install' | 'build' | 'test';
  readonly command: string;
  /** Null if it was ended by a signal. */
  readonly exit_code: number | null;
  readonly signal: string | null;
  readonly duration_seconds: number;
}

/** What actually stood between the program and the machine. */
export interface SandboxSummaryV1 {
  readonly profile: string;
  readonly driver: string;
  readonly level: string;
  readonly network: boolean;
}
