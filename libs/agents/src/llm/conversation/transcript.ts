import type { ModelMessage } from 'ai';
import { isRecord } from '../../schema/json-value';

/** The present shape of the checkpoint. */
const VERSION = 1;
/** Beyond this a resume point is not kept; the attempt goes on without. */
const MOST_BYTES = 1_000_000;

/** A conversation so far, as the next attempt finds it. */
export interface Transcript {
  readonly kind: 'llm';
  readonly version: typeof VERSION;
  /** A changed agent starts anew. */
  readonly agent_version: string;
  readonly steps: number;
  readonly messages: readonly ModelMessage[];
}

/** The conversation as a checkpoint; undefined when it has become too large for one. */
export function transcriptOf(
  agentVersion: string,
  steps: number,
  messages: readonly ModelMessage[],
): Transcript | undefined {
  const transcript = { kind: 'llm', version: VERSION, agent_version: agentVersion, steps, messages } as const;
  return Buffer.byteLength(JSON.stringify(transcript)) <= MOST_BYTES ? transcript : undefined;
}

/** What an earlier attempt kept, if it can be continued. It was sealed by a worker, so its messages are taken as they are. */
export function readTranscript(checkpoint: unknown, agentVersion: string): Transcript | undefined {
  if (!isRecord(checkpoint) || checkpoint['kind'] !== 'llm' || checkpoint['version'] !== VERSION) return undefined;
  return checkpoint['agent_version'] === agentVersion ? (checkpoint as unknown as Transcript) : undefined;
}
