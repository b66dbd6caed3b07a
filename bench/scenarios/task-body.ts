import type { LoadRequest } from '../client/load';

export const API = '/api/v1';

const PAD = 'abcdefghij'.repeat(14);

/** A no-op task of about 200 bytes, as the peers are given it. */
export const TASK = { agent_id: 'echo', parameters: { data: { id: 123456, type: 'noop', tenant: 'acme', data: PAD } } };

/** Of the same team; it can be paused without stopping the one that works. */
export const OTHER_AGENT = 'http-request';
export const OTHER_TASK = { agent_id: OTHER_AGENT, parameters: { url: 'http://127.0.0.1/' } };

export const POST_TASK: LoadRequest = { method: 'POST', path: `${API}/tasks`, body: TASK };

/** The task that this connection submitted last. */
export const GET_TASK: LoadRequest = { method: 'GET', path: `${API}/tasks/:task` };

/** What one bulk request takes at most. */
export const BULK = 100;

export const POST_BULK: LoadRequest = {
  method: 'POST',
  path: `${API}/tasks/bulk`,
  body: { tasks: Array.from({ length: BULK }, () => TASK) },
};
