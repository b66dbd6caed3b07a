import { LEASE_SECONDS } from '@cadre/domain';
import type { ClaimVerdict, LeasedClaimRow } from './claim-desk';
import type { Claim, ClaimResult, Grant } from './grant';
import type { OpenedPayloads } from './open-payloads';

/** The answer to a claim, once its verdict is carried out. */
export function toResult(claim: Claim, verdict: ClaimVerdict, payloads: OpenedPayloads | undefined): ClaimResult {
  switch (verdict.kind) {
    case 'start':
    case 'repeat':
      return payloads?.parameters
        ? { granted: true, claim, grant: grantOf(verdict.row, payloads.parameters, payloads.checkpoint) }
        : { granted: false, claim, reason: 'unreadable' };
    case 'deny':
    case 'take_back':
      return { granted: false, claim, reason: verdict.reason };
    case 'fail':
      return { granted: false, claim, reason: 'unreadable' };
  }
}

function grantOf(row: LeasedClaimRow, parameters: Buffer, checkpoint: Buffer | null): Grant {
  return {
    leaseNo: row.lease_no,
    leaseToken: row.lease_token,
    leaseSeconds: LEASE_SECONDS,
    agentId: row.agent_id,
    agentVersion: row.agent_version,
    tenant: row.tenant,
    parameters,
    checkpoint,
    inputArtifacts: row.input_artifacts ?? [],
    timeoutSeconds: row.timeout_seconds,
    softTimeoutSeconds: row.soft_timeout_seconds,
    failuresCounted: row.failures_counted,
    maxRetries: row.max_retries,
    cancelRequested: row.cancel_requested,
    traceParent: row.trace_parent,
    used: row.usage,
    waitedMs: row.waited_ms,
  };
}
