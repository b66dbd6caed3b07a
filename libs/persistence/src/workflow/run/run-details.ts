import type { PayloadCipher } from '@cadre/crypto';
import type { WorkflowDefinition } from '@cadre/domain';
import { payloadAad } from '../../task/payload-aad';
import { type Opened, openJson } from '../../task/read/open-sealed';
import type { RunRow, StepRow } from '../run-row';
import { runAad, stepAad } from '../workflow-aad';
import type { SealedRun, SealedStep } from './sql/read-runs.sql';

/** Which steps of a run are asked for. */
export interface StepQuery {
  /** Only what stands in this step; the steps of a map's elements are most of a large run. */
  readonly under?: string;
  readonly limit: number;
  readonly offset: number;
}

export interface StepPage {
  readonly steps: readonly StepDetails[];
  readonly total: number;
}

/** Everything a person asks about one run. */
export interface RunDetails extends RunRow {
  readonly definition: Opened<WorkflowDefinition>;
  readonly inputs: Opened<unknown>;
  readonly output: Opened<unknown>;
  /** Those something has happened to; every other step of the definition is pending, or was skipped with what it stands in. */
  readonly steps: readonly StepDetails[];
  /** There are more: elements of maps, to be read page by page. */
  readonly steps_truncated: boolean;
}

export interface StepDetails extends StepRow {
  /** Of tasks, signals, approvals, children, and of every step with an `output` mapping; containers gather theirs. */
  readonly output: Opened<unknown>;
  /** There is one, but the page was full. */
  readonly output_omitted: boolean;
  /** What an approval shows and asks. */
  readonly detail: Opened<unknown>;
}

/** Opens what is sealed and puts a run's details together. */
export function openRun(row: SealedRun, steps: readonly SealedStep[], most: number, cipher: PayloadCipher): RunDetails {
  const { sealed_definition, sealed_inputs, sealed_output, ...run } = row;
  const { tenant, workflow_id: id } = row;
  return {
    ...run,
    // What was sealed here was a definition.
    definition: openJson(
      cipher,
      sealed_definition,
      runAad(tenant, id, 'sealed_definition'),
    ) as Opened<WorkflowDefinition>,
    inputs: openJson(cipher, sealed_inputs, runAad(tenant, id, 'sealed_inputs')),
    output: openJson(cipher, sealed_output, runAad(tenant, id, 'sealed_output')),
    steps: steps.slice(0, most).map((step) => openStep(step, tenant, cipher)),
    steps_truncated: steps.length > most,
  };
}

export function openStep(row: SealedStep, tenant: string, cipher: PayloadCipher): StepDetails {
  const { sealed_detail, sealed_output: _output, sealed_result: _result, sealed_child: _child, ...step } = row;
  const { workflow_id: id, path } = row;
  return {
    ...step,
    detail: openJson(cipher, sealed_detail, stepAad(tenant, id, path, 'sealed_detail')),
    output: openOutput(row, tenant, cipher),
  };
}

/** Its own, its task's result, or its child's output. */
function openOutput(row: SealedStep, tenant: string, cipher: PayloadCipher): Opened<unknown> {
  const { sealed_output, sealed_result, sealed_child, task_id, child_workflow_id, workflow_id: id, path } = row;
  if (sealed_result !== null && task_id !== null) {
    return openJson(cipher, sealed_result, payloadAad(tenant, task_id, 'result'));
  }
  if (sealed_child !== null && child_workflow_id !== null) {
    return openJson(cipher, sealed_child, runAad(tenant, child_workflow_id, 'sealed_output'));
  }
  return openJson(cipher, sealed_output, stepAad(tenant, id, path, 'sealed_output'));
}
