import { type ClaimResultV1, type GrantV1, MessageType } from '@cadre/contracts';
import type { BusCipher } from '@cadre/crypto';
import type { ClaimResult, Grant } from '@cadre/persistence';

/** A claim's answer as it travels: payloads sealed for the team, bound to the task and its lease. */
export function sealResult(cipher: BusCipher, result: ClaimResult): ClaimResultV1 {
  const { claimId: claim_id, taskId: task_id } = result.claim;
  if (!result.granted) return { claim_id, task_id, granted: false, reason: result.reason };
  return { claim_id, task_id, granted: true, grant: sealGrant(cipher, task_id, result.grant) };
}

function sealGrant(cipher: BusCipher, taskId: string, grant: Grant): GrantV1 {
  const aad = { type: MessageType.ClaimAnswer, taskId, leaseNo: grant.leaseNo };
  return {
    lease_no: grant.leaseNo,
    lease_token: grant.leaseToken,
    lease_seconds: grant.leaseSeconds,
    agent_id: grant.agentId,
    agent_version: grant.agentVersion,
    tenant: grant.tenant,
    sealed_parameters: cipher.seal(grant.parameters, aad),
    sealed_checkpoint: grant.checkpoint && cipher.seal(grant.checkpoint, aad),
    input_artifacts: grant.inputArtifacts,
    timeout_seconds: grant.timeoutSeconds,
    soft_timeout_seconds: grant.softTimeoutSeconds,
    failures_counted: grant.failuresCounted,
    max_retries: grant.maxRetries,
    cancel_requested: grant.cancelRequested,
    trace_parent: grant.traceParent,
    ...(grant.used && { used: grant.used }),
  };
}
