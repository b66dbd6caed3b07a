import type { AgentRow, Visibility } from '@cadre/persistence';

export interface CheckedParameters {
  /** With the schema's defaults. */
  readonly parameters: unknown;
  readonly inputArtifacts: readonly string[];
}

/** Judges parameters by an agent's present schema. Also the injection token. */
export abstract class ParameterCheck {
  /**
   * Fills in defaults and finds the files the parameters refer to. Refuses with PARAMETERS_INVALID and every error; a
   * file the caller may not see is one of them.
   */
  abstract check(agent: Pick<AgentRow, 'schema'>, given: unknown, visibility: Visibility): Promise<CheckedParameters>;
}
