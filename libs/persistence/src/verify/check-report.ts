/** The checks that must hold after anything that may happen to an installation. */
export const CHECKS = {
  C1: 'No accepted task is lost',
  C2: 'Every accepted task comes to its end in time',
  C3: 'No task ends twice',
  C4: 'The events of a task fold to its row',
  C5: 'Failures and leases stay within their bounds, and every attempt is on record',
  C6: 'A task has at most one live lease, and lease numbers only rise',
  C7: 'Every effect is on record once',
  C8: 'Every workflow step follows from its dependencies',
  C9: 'Nothing stands queued for over 6 minutes while its team has a free slot',
  C10: 'Schedules fire when they should, and once',
  C11: 'An idempotency key leads to one task, which exists',
  C12: 'Every end that somebody asked to hear of is delivered or visibly dead',
} as const;

export type CheckId = keyof typeof CHECKS;

export interface Violation {
  /** Null when it is not about one task. */
  readonly taskId: string | null;
  readonly problem: string;
}

export interface CheckReport {
  readonly check: CheckId;
  readonly title: string;
  /** Why there is nothing to check in this version; null for a check that was made. */
  readonly notApplicable: string | null;
  /** How many tasks (C1: also journal entries, C10: firings, C11: keys) were looked at: a check that saw nothing has proven nothing. */
  readonly checked: number;
  readonly violations: number;
  /** The first few of them. */
  readonly examples: readonly Violation[];
}
