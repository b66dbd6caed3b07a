import type { DispatchInput } from '../dispatch/dispatch-plan';
import type { AgentState, Lane } from '../dispatch/lane';

export function agent(changes: Partial<AgentState> = {}): AgentState {
  return { paused: false, maxConcurrent: null, inFlight: 0, queued: 0, bucket: null, ...changes };
}

export function lane(changes: Partial<Lane> = {}): Lane {
  return { agentId: 'agent', tenant: 'default', priority: 5, headSubmitNo: 1, ...changes };
}

export function dispatchInput(changes: Partial<DispatchInput> = {}): DispatchInput {
  return { free: 10, lanes: [lane()], agents: new Map([['agent', agent()]]), tenantsInFlight: new Map(), ...changes };
}
