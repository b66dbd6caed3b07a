import type { Availability } from './try-out';

/** Something of the machine that some suites need, beside Node. */
export interface Requirement {
  readonly name: string;
  /** What a person does about it when it is missing. */
  readonly install: string;
  /** What a person does about it when it is there and does not work. */
  readonly repair: string;
  /** Whether a run under CI fails without it: nobody reads there what was skipped. */
  readonly neededUnderCi: boolean;
  readonly look: () => Availability;
}

/** It is not there, or does not work; nothing that needs it can be tested. */
export class RequirementError extends Error {
  readonly code = 'REQUIREMENT';

  constructor(lack: Lack) {
    super(`${lack.why} (${lack.remedy})`);
    this.name = new.target.name;
  }
}

/** Why something cannot be tested, and what helps. */
export interface Lack {
  readonly why: string;
  readonly remedy: string;
}

export function lackOf({ name, install, repair }: Requirement, availability: Availability): Lack | null {
  switch (availability.state) {
    case 'works':
      return null;
    case 'missing':
      return { why: `${name} is not installed on this machine`, remedy: install };
    case 'broken':
      return { why: `${name} is installed and does not work on this machine: ${availability.why}`, remedy: repair };
  }
}
