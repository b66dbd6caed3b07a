import { type CheckId, CHECKS, type CheckReport, type Violation } from './check-report';

/** Counts what a check sees; keeps the first violations only, however many there are. */
export class Findings {
  private checked = 0;
  private violations = 0;
  private notApplicable: string | null = null;
  private readonly examples: Violation[] = [];

  constructor(
    private readonly check: CheckId,
    private readonly maxExamples: number,
  ) {}

  saw(count: number): void {
    this.checked += count;
  }

  violated(taskId: string | null, problem: string): void {
    this.violations += 1;
    if (this.examples.length < this.maxExamples) this.examples.push({ taskId, problem });
  }

  /** There is nothing this check could look at. */
  doesNotApply(because: string): void {
    this.notApplicable = because;
  }

  report(): CheckReport {
    const { check, notApplicable, checked, violations, examples } = this;
    return { check, title: CHECKS[check], notApplicable, checked, violations, examples };
  }
}
