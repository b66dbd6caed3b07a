import type { Broadcast, Subscription } from '@cadre/bus';
import { createEnvelope, type DispatchHintV1, type Envelope, MessageType, Topic } from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';

/** Tells the orchestrator that dispatches for these teams that there may be something to do. Only a hint. */
export function sendHint(broadcast: Broadcast, teams: readonly string[]): void {
  if (teams.length === 0) return;
  const meta = { id: uuidv7(), time: new Date() };
  broadcast.publish(Topic.DispatchHint, createEnvelope(MessageType.DispatchHint, 1, { teams }, meta));
}

/** Hears such hints; what was missed during a gap is looked for in all teams. */
export async function hearHints(
  broadcast: Broadcast,
  hear: (teams: readonly string[] | 'all') => void,
): Promise<Subscription> {
  const stopHearingGaps = broadcast.onGap(() => hear('all'));
  const subscription = await broadcast.subscribe(Topic.DispatchHint, (envelope) => hear(teamsOf(envelope)));
  return {
    async close() {
      stopHearingGaps();
      await subscription.close();
    },
  };
}

function teamsOf(envelope: Envelope): readonly string[] {
  // The bus hands out checked messages only.
  return (envelope.data as DispatchHintV1).teams;
}
