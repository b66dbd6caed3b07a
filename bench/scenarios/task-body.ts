import type { LoadRequest } from '../client/load';

const PAD = 'abcdefghij'.repeat(14);

/** A no-op task of about 200 bytes, as the peers are given it. */
export const TASK = { agent_id: 'echo', parameters: { data: { id: 123456, type: 'noop', tenant: 'acme', data: PAD } } };

export const POST_TASK: LoadRequest = { method: 'POST', path: '/tasks', body: TASK };

/** What one bulk request takes at most. */
export const BULK = 100;

export const POST_BULK: LoadRequest = {
  method: 'POST',
  path: '/tasks/bulk',
  body: { tasks: Array.from({ length: BULK }, () => TASK) },
};
