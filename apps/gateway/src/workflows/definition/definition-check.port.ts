import type { WorkflowDefinition, WorkflowPlan } from '@cadre/domain';
import type { TemplateReader } from '@cadre/persistence';

export interface CheckedDefinition {
  readonly definition: WorkflowDefinition;
  readonly plan: WorkflowPlan;
  /** Steps that run at most once; elements of maps are not counted. */
  readonly totalSteps: number;
}

/** Judges definitions by the agents and templates there are now. Also the injection token. */
export abstract class DefinitionCheck {
  /**
   * Refuses with DEFINITION_INVALID and every mistake.
   *
   * @param reader in whose name child templates are looked up
   * @param under where the definition stands in the body
   */
  abstract check(raw: unknown, reader: TemplateReader, under?: string): Promise<CheckedDefinition>;
}
