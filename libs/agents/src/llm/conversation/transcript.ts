import type { ModelMessage } from 'ai';
import { isRecord } from '../../schema/json-value';
import type { ToolRound } from './run-tools';

/** The shapes of the checkpoint. One with a round that is not over is of a kind that earlier versions do not know. */
const VERSION = 1;
const VERSION_WITH_ROUND = 2;
/** Beyond this a resume point is not kept; the attempt goes on without. */
const MOST_BYTES = 1_000_000;

/** A conversation so far, as the next attempt finds it. */
export interface Transcript {
  readonly kind: 'llm';
  readonly version: typeof VERSION | typeof VERSION_WITH_ROUND;
  /** A changed agent starts anew. */
  readonly agent_version: string;
  readonly steps: number;
  readonly messages: readonly ModelMessage[];
  /** Tools the model has asked for that have not all been run. */
  readonly round?: ToolRound;
}

/** The conversation as a checkpoint; undefined when it has become too large for one. */
export function transcriptOf(
  agentVersion: string,
  steps: number,
  messages: readonly ModelMessage[],
  round?: ToolRound,
): Transcript | undefined {
  const version = round === undefined ? VERSION : VERSION_WITH_ROUND;
  const transcript = { kind: 'llm', version, agent_version: agentVersion, steps, messages } as const;
  const whole = round === undefined ? transcript : { ...transcript, round };
  return Buffer.byteLength(JSON.stringify(whole)) <= MOST_BYTES ? whole : undefined;
}

/** What an earlier attempt kept, if it can be continued. It was sealed by a worker, so its messages are taken as they are. */
export function readTranscript(checkpoint: unknown, agentVersion: string): Transcript | undefined {
  if (!isRecord(checkpoint) || checkpoint['kind'] !== 'llm') return undefined;
  const { version } = checkpoint;
  if (version !== VERSION && version !== VERSION_WITH_ROUND) return undefined;
  return checkpoint['agent_version'] === agentVersion ? (checkpoint as unknown as Transcript) : undefined;
}
