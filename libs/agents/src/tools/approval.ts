import { canonicalJson, sha256Hex } from '@cadre/crypto';
import type { ToolRules } from '@cadre/domain';
import { isRecord } from '../schema/json-value';

const DAY_SECONDS = 86_400;

/** What a person is asked: whether this tool may be called once, with these very arguments. */
export interface ApprovalRequest {
  readonly tool: string;
  readonly arguments: unknown;
  /** Names the call and everything about it: what was agreed to can be told from anything else. */
  readonly requestHash: string;
  readonly fourEyes: boolean;
  readonly deadlineSeconds: number;
}

/** What the person said, as the next attempt finds it in its checkpoint. */
export interface ApprovalDecision {
  readonly request_hash: string;
  readonly approved: boolean;
  readonly comment: string | null;
  readonly decided_by: string | null;
}

/** The question about one call. `callId` tells it from the same call made again, which needs a decision of its own. */
export function approvalRequest(
  { taskId, tool, callId, input }: { taskId: string; tool: string; callId: string; input: unknown },
  rules: ToolRules,
): ApprovalRequest {
  return {
    tool,
    arguments: input,
    requestHash: sha256Hex(canonicalJson({ task_id: taskId, call_id: callId, tool, arguments: input })),
    fourEyes: rules.four_eyes ?? false,
    deadlineSeconds: rules.approval_timeout_seconds ?? DAY_SECONDS,
  };
}

/** The decision that stands in a checkpoint, if one does. It was put there by a gateway, so its shape is trusted. */
export function decisionIn(checkpoint: unknown): ApprovalDecision | undefined {
  if (!isRecord(checkpoint) || !isRecord(checkpoint['approval'])) return undefined;
  return checkpoint['approval'] as unknown as ApprovalDecision;
}
