import type { PayloadAad } from '@cadre/crypto';

type RunColumn = 'sealed_definition' | 'sealed_inputs' | 'sealed_output';
type StepColumn = 'sealed_detail' | 'sealed_items' | 'sealed_output';

/** What binds a sealed value to its run. */
export function runAad(tenant: string, workflowId: string, column: RunColumn): PayloadAad {
  return { tenant, table: 'workflows', rowId: workflowId, column };
}

/** What binds a sealed value to a step of a run. */
export function stepAad(tenant: string, workflowId: string, path: string, column: StepColumn): PayloadAad {
  return { tenant, table: 'workflow_steps', rowId: `${workflowId}/${path}`, column };
}

/** What binds the body of a signal to its row. */
export function signalAad(tenant: string, signalId: string): PayloadAad {
  return { tenant, table: 'workflow_signals', rowId: signalId, column: 'sealed_body' };
}

/** What binds a version of a definition to its template. */
export function templateAad(tenant: string, templateId: string, version: number): PayloadAad {
  return {
    tenant,
    table: 'workflow_template_versions',
    rowId: `${templateId}/${version}`,
    column: 'sealed_definition',
  };
}
