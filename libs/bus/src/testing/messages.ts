import { randomUUID } from 'node:crypto';
import { createEnvelope, MessageType, type Envelope, type TaskDispatchedV1 } from '@cadre/contracts';
import type { Delivery, OutgoingMessage } from '../work-bus.port';

/** A dispatch message that is told apart by its number. */
export function dispatchOf(dispatchNo: number, options: Omit<OutgoingMessage, 'envelope'> = {}): OutgoingMessage {
  const data = { task_id: randomUUID(), dispatch_no: dispatchNo, agent_id: 'echo' };
  return { ...options, envelope: createEnvelope(MessageType.TaskDispatched, 1, data, newMeta()) };
}

export function dispatchNoOf(envelope: Envelope): number {
  return (envelope.data as TaskDispatchedV1).dispatch_no;
}

export function dispatchNosOf(deliveries: readonly Delivery[]): readonly number[] {
  return deliveries.map(({ envelope }) => dispatchNoOf(envelope));
}

/** A hint that names this team, and is as large as its padding. */
export function hintOf(team: string, paddingBytes = 0): Envelope {
  const padding =
    paddingBytes === 0 ? [] : Array.from({ length: Math.ceil(paddingBytes / 103) }, () => 'x'.repeat(100));
  return createEnvelope(MessageType.DispatchHint, 1, { teams: [team, ...padding] }, newMeta());
}

export function teamOf(envelope: Envelope): string {
  return (envelope.data as { teams: readonly string[] }).teams[0] ?? '';
}

function newMeta(): { id: string; time: Date } {
  return { id: randomUUID(), time: new Date() };
}
