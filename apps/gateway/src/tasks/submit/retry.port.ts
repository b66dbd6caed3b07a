/* How a task wants to be tried again, for whatever else submits tasks. */
export { RetryBody } from './retry.body';
