import type { TemplateErrorCode } from '../template/path';

/** Stable names of what can be wrong with a definition. */
export type DefinitionErrorCode =
  | TemplateErrorCode
  | 'DEFINITION_TOO_LARGE'
  | 'FORBIDDEN_KEY'
  | 'SCHEMA_VIOLATION'
  | 'TOO_MANY_STEPS'
  | 'TOO_DEEP'
  | 'TOO_MANY_REFERENCES'
  | 'DUPLICATE_STEP_ID'
  | 'RESERVED_STEP_ID'
  | 'UNKNOWN_STEP'
  | 'UNREACHABLE_STEP'
  | 'LATER_STEP'
  | 'CYCLE'
  | 'ITEM_OUTSIDE_MAP'
  | 'UNKNOWN_FIELD'
  | 'TYPE_MISMATCH'
  | 'CONDITION_INVALID'
  | 'UNKNOWN_AGENT'
  | 'PARAMETERS_INVALID'
  | 'DURATION_INVALID'
  | 'SCHEMA_REJECTED'
  | 'UNKNOWN_TEMPLATE'
  | 'INPUTS_INVALID';

/** One thing wrong with a definition. */
export interface DefinitionError {
  /** The step it is about, or the nearest one around it that has a name; null for the workflow itself. */
  readonly step_id: string | null;
  /** JSON Pointer into the definition. */
  readonly path: string;
  readonly code: DefinitionErrorCode;
  readonly message: string;
}

/** More would help nobody, and hostile definitions could have any number. */
export const MAX_DEFINITION_ERRORS = 100;
