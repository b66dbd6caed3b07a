import { join } from 'node:path';
import { Installation, PROJECT_DIR } from '@cadre/testing';
import { proveSound, untilAllEnded } from './harness/prove-sound';
import { factsOf } from './harness/task-facts';

const NO_RETRIES = { max_retries: 0 };

describe('time limits', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await Installation.started({ agentsDir: join(PROJECT_DIR, 'tests/fixtures/agents') });
  });
  afterAll(() => installation.close());

  it('against a result in the same instant have one winner', async () => {
    const ids = await installation.client.acceptedMany(
      Array.from({ length: 60 }, (_, index) => ({
        parameters: { delay_ms: 940 + 2 * index },
        timeout_seconds: 1,
        retry: NO_RETRIES,
      })),
    );
    await untilAllEnded(installation);
    const ends = await Promise.all(ids.map((id) => factsOf(installation, id)));
    for (const { status, lease_no } of ends) {
      expect(['completed', 'timeout']).toContain(status);
      expect(lease_no).toBe(1);
    }
    // The slowest had no chance, whatever the machine was doing.
    expect(ends.at(-1)?.status).toBe('timeout');
    const letters = await installation.sql<{ task_id: string }>('SELECT task_id FROM dlq_tasks ORDER BY task_id');
    const timedOut = ids.filter((_, index) => ends[index]?.status === 'timeout').sort();
    expect(letters.map(({ task_id }) => task_id)).toEqual(timedOut);
    await proveSound(installation);
  });

  it('beyond what a timer can hold (2^31 ms) do not end a task at once', async () => {
    const { client } = installation;
    const id = await client.accepted({ agent_id: 'patient', parameters: { delay_ms: 300 }, retry: NO_RETRIES });
    const later = new Date(Date.now() + 40 * 86_400_000).toISOString();
    const scheduled = await client.accepted({ execute_at: later });
    await untilAllEndedBut(scheduled);
    expect(await factsOf(installation, id)).toMatchObject({ status: 'completed', lease_no: 1 });
    expect(await factsOf(installation, scheduled)).toMatchObject({ status: 'scheduled' });
    await client.call('DELETE', `/tasks/${scheduled}`);
    await proveSound(installation);
  });

  async function untilAllEndedBut(taskId: string): Promise<void> {
    const sql = <Row>(text: string, ...params: unknown[]) =>
      installation.sql<Row>(text.replace('WHERE', `WHERE task_id <> '${taskId}' AND`), ...params);
    await untilAllEnded({ sql });
  }
});
