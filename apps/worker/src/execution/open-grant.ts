import { permanentFailure, validateParameters } from '@cadre/agents';
import { MessageType, TaskErrorCode } from '@cadre/contracts';
import type { BusCipher } from '@cadre/crypto';
import { AgentFailure } from '@cadre/agents';
import { ErrorClass, type AgentDefinition } from '@cadre/domain';
import type { GrantedTask } from './attempt-runner.port';

export interface OpenedGrant {
  readonly parameters: unknown;
  readonly lastCheckpoint: unknown;
}

/**
 * Opens what came sealed with the grant. Parameters were checked when the task was accepted; they are checked again only
 * if the agent has changed since. Throws AgentFailure.
 */
export function openGrant(task: GrantedTask, definition: AgentDefinition, cipher: BusCipher): OpenedGrant {
  const { grant } = task;
  const parameters = unseal(task, grant.sealed_parameters, cipher);
  const lastCheckpoint = grant.sealed_checkpoint === null ? null : unseal(task, grant.sealed_checkpoint, cipher);
  if (grant.agent_version === definition.version) return { parameters, lastCheckpoint };
  return { parameters: checkAgain(definition, parameters), lastCheckpoint };
}

function unseal({ taskId, grant }: GrantedTask, sealed: string, cipher: BusCipher): unknown {
  try {
    const plain = cipher.open(sealed, { type: MessageType.ClaimAnswer, taskId, leaseNo: grant.lease_no });
    return JSON.parse(plain.toString('utf8')) as unknown;
  } catch (error) {
    throw permanentFailure(TaskErrorCode.PayloadUnreadable, 'the payload of the task cannot be opened', error);
  }
}

function checkAgain(definition: AgentDefinition, parameters: unknown): unknown {
  const checked = validateParameters(definition, parameters);
  if (checked.ok) return checked.value;
  const details = checked.errors.map(({ path, message }) => `${path || '/'} ${message}`).join('; ');
  throw new AgentFailure(
    TaskErrorCode.ParametersInvalid,
    `the agent has changed and no longer takes these parameters: ${details}`,
    {
      errorClass: ErrorClass.InvalidParameters,
    },
  );
}
