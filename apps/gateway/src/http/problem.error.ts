import type { ProblemCode } from '@cadre/contracts';

/** What is wrong with one field: a JSON Pointer into the body (`/retry/factor`), the query or the path (`/limit`). */
export interface FieldError {
  readonly path: string;
  readonly message: string;
  /** Of a workflow definition: which kind of mistake it is, and the step it is in; null for the workflow itself. */
  readonly code?: string;
  readonly step_id?: string | null;
}

export interface ProblemExtras {
  readonly errors?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
  /** Further answer headers, e.g. `Allow`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** The answer to a request that is not carried out. Thrown by controllers and what they call inside the gateway. */
export class ProblemError extends Error {
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly code: ProblemCode,
    /** For the person who reads it: no internals. */
    readonly detail: string,
    extras: ProblemExtras = {},
  ) {
    super(detail, extras.cause === undefined ? undefined : { cause: extras.cause });
    this.name = 'ProblemError';
    this.errors = extras.errors;
    this.headers = {
      ...(extras.retryAfterSeconds !== undefined && { 'retry-after': String(Math.ceil(extras.retryAfterSeconds)) }),
      ...extras.headers,
    };
  }
}

/** 400 VALIDATION_FAILED that names its fields. */
export function invalidFields(...errors: FieldError[]): ProblemError {
  const detail = errors.length === 1 ? '1 field is not valid.' : `${errors.length} fields are not valid.`;
  return new ProblemError('VALIDATION_FAILED', detail, { errors });
}
