import type { AgentRow } from '../../agent/agent-row';
import type { FittingParameters } from '../task-of-schedule';

export type ParameterVerdict =
  | ({ readonly fits: true } & FittingParameters)
  /** The message names every field that does not fit, and no value. */
  | { readonly fits: false; readonly message: string };

/** Judges parameters by an agent's present schema. Synchronous: it is asked inside a transaction. */
export type ParameterJudge = (agent: Pick<AgentRow, 'schema'>, parameters: unknown) => ParameterVerdict;
