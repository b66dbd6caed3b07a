import { Installation, until } from '@cadre/testing';
import { proveSound } from '../harness/prove-sound';
import { untilReaperWorks } from '../harness/reaper-at-work';

const PATIENCE_MS = 180_000;

describe('a worker that is killed while it works on steps', () => {
  let installation: Installation;
  beforeAll(async () => {
    installation = await Installation.create();
    await installation.gateway();
  });
  afterAll(() => installation.close());

  it(
    'fails a step that may not be tried again, and lets another worker do one that may',
    async () => {
      const { client, sql } = installation;
      const orchestrator = await installation.orchestrator();
      const victim = await installation.worker();
      await untilReaperWorks(orchestrator);
      const slow = { agent_id: 'echo', parameters: { message: 'x', delay_ms: 3_000 } };
      const begin = async (name: string, retry: number): Promise<string> => {
        const body = {
          name,
          steps: [
            { step_id: 'a', ...slow, retry },
            { step_id: 'b', agent_id: 'echo' },
          ],
        };
        return (await client.call('POST', '/workflows', { body })).body.workflow_id as string;
      };
      const ids = { once: await begin('once', 0), again: await begin('again', 3) };
      await until(async () => (await sql(`SELECT 1 FROM tasks WHERE status = 'running'`)).length === 2);
      await victim.kill();
      await installation.worker();
      const ends = () =>
        sql(
          `SELECT run.status, run.error_code, task.lease_no FROM workflows AS run
             JOIN tasks AS task ON task.workflow_id = run.workflow_id AND task.workflow_path = 'a'
            WHERE run.completed_at IS NOT NULL ORDER BY run.name`,
        );
      await until(async () => (await ends()).length === 2, { timeoutMs: 60_000, intervalMs: 100 });
      expect(await ends()).toEqual([
        { status: 'completed', error_code: null, lease_no: 2 },
        { status: 'failed', error_code: 'WORKER_LOST', lease_no: 1 },
      ]);
      const steps = await sql(`SELECT path, status FROM workflow_steps WHERE workflow_id = $1 ORDER BY path`, ids.once);
      expect(steps).toEqual([
        { path: 'a', status: 'failed' },
        { path: 'b', status: 'skipped' },
      ]);
      client.journal.push(
        ...(await sql<{ task_id: string }>('SELECT task_id FROM tasks')).map(({ task_id: id }) => id),
      );
      await proveSound(installation);
    },
    PATIENCE_MS,
  );
});
