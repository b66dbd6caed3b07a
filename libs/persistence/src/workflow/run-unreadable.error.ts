import { PersistenceError } from '../database/errors';

/**
 * What a run keeps cannot be opened: its key is gone, its row is damaged, or its definition is of another version. A retry
 * helps only when the key is back.
 */
export class RunUnreadableError extends PersistenceError {
  constructor(
    readonly code: 'DEFINITION_UNREADABLE' | 'STEP_VALUE_UNREADABLE',
    cause: unknown,
  ) {
    super(MESSAGES[code], { cause });
  }
}

const MESSAGES = {
  DEFINITION_UNREADABLE: 'the definition or the inputs of the run cannot be read',
  STEP_VALUE_UNREADABLE: 'a value that a step of the run needs cannot be read',
} as const;
