import { until } from '@cadre/testing';
import { BenchError } from '../errors';
import type { BenchStack } from '../stack/stack';

const PATIENCE_MS = 600_000;

/** A step that does nothing. */
export const ECHO_STEP = { agent_id: 'echo', parameters: { message: 'x' } };

type Definition = Readonly<Record<string, unknown>>;

export async function startRun(stack: BenchStack, definition: Definition): Promise<string> {
  return String((await stack.call('POST', '/workflows', definition))['workflow_id']);
}

/** Waits for its end, looking past the API. Throws BenchError when it did not complete. */
export async function endOfRun(stack: BenchStack, id: string): Promise<void> {
  const status = await until(
    async () => {
      const [run] = await stack.sql<{ status: string; ended: boolean }>(
        'SELECT status, completed_at IS NOT NULL AS ended FROM workflows WHERE workflow_id = $1',
        id,
      );
      return run?.ended === true && run.status;
    },
    { timeoutMs: PATIENCE_MS, intervalMs: 20 },
  );
  if (status !== 'completed') throw new BenchError(`the run is ${status}`);
}

/** A map over so many numbers. */
export function mapOver(elements: number, task: Definition = ECHO_STEP): Definition {
  const items = Array.from({ length: elements }, (_, index) => index);
  return { name: 'bench-map', steps: [{ step_id: 'm', type: 'map', items, task }] };
}
