import type { WorkflowDefinition } from '@cadre/domain';
import type { TemplateDetails, TemplateReader } from '@cadre/persistence';

export interface CheckedTemplate {
  readonly template: TemplateDetails;
  readonly definition: WorkflowDefinition;
  /** With the defaults of its schema. */
  readonly inputs: unknown;
}

export interface TemplateUse {
  readonly name: string;
  /** Default: the active one. */
  readonly version: number | undefined;
  readonly inputs: unknown;
}

/** Judges what a template is to be run with. Also the injection token. */
export abstract class TemplateCheck {
  /**
   * Refuses with TEMPLATE_NOT_FOUND, or with INPUTS_INVALID and every error under `/inputs`. What was valid when it was
   * made a template is run as it is; a step whose agent has gone since fails by itself.
   *
   * @param reader in whose name the template is looked up
   */
  abstract check(use: TemplateUse, reader: TemplateReader): Promise<CheckedTemplate>;
}
