import { Installation, until } from '@cadre/testing';
import { onBothBuses } from './harness/both-buses';
import { proveSound, untilAllEnded } from './harness/prove-sound';
import { lasting } from './harness/running';
import { factsOf } from './harness/task-facts';

const LONG_MS = 20_000;
const PATIENCE = { timeoutMs: 60_000 };

describe('an attempt whose worker is killed', () => {
  onBothBuses(
    'goes on at another worker where its last checkpoint was',
    async (bus) => {
      const installation = await Installation.create({ bus });
      try {
        const [victim] = await Promise.all([
          installation.worker(),
          installation.orchestrator(),
          installation.gateway(),
        ]);
        const id = await installation.client.accepted(lasting(LONG_MS));
        const kept = (): Promise<{ sealed: string; lease_no: number }[]> =>
          installation.sql('SELECT sealed, lease_no FROM checkpoints WHERE task_id = $1', id);
        const points = await until(async () => {
          const rows = await kept();
          return rows.length > 0 && rows;
        }, PATIENCE);
        expect(points[0]).toMatchObject({ lease_no: 1, sealed: expect.stringMatching(/^v1\./) as string });
        expect(await victim.kill()).toMatchObject({ signal: 'SIGKILL' });
        await installation.worker();
        await untilAllEnded(installation, PATIENCE.timeoutMs);
        expect(await factsOf(installation, id)).toMatchObject({ status: 'completed', lease_no: 2 });
        const { body } = await installation.client.call('GET', `/tasks/${id}/logs`);
        const lines = (body.logs as { message: string }[]).map(({ message }) => message);
        expect(lines.join('\n')).toMatch(/goes on after [1-9]\d* of 10 steps/);
        await proveSound(installation);
      } finally {
        await installation.close();
      }
    },
    150_000,
  );
});
