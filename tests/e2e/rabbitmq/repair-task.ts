import { PayloadCipher } from '@cadre/crypto';
import { payloadAad } from '@cadre/persistence';
import type { Installation } from '@cadre/testing';

const GOOD = JSON.stringify({ message: 'repaired', data: null, delay_ms: 0, fail: null });

/** What ailed the task passes: whoever runs its parameters again succeeds. */
export async function repairTask({ ring, sql }: Installation, taskId: string): Promise<void> {
  const sealed = new PayloadCipher(ring).seal(GOOD, payloadAad('default', taskId, 'parameters'));
  await sql(`UPDATE task_payloads SET sealed = $2 WHERE task_id = $1 AND kind = 'parameters'`, taskId, sealed);
}

/** The tasks that were made of this one. */
export async function successorsOf({ sql }: Installation, taskId: string): Promise<string[]> {
  const rows = await sql<{ id: string }>('SELECT task_id AS id FROM tasks WHERE retried_from = $1', taskId);
  return rows.map(({ id }) => id);
}
