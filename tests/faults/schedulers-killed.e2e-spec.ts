import { CronCalendar } from '@cadre/cron';
import { runChecks } from '@cadre/persistence';
import { Installation, until } from '@cadre/testing';
import { seeded } from './harness/seeded';

/** How many orchestrators are killed at their firings, one after the other. */
const KILLS = Number(process.env['SCHEDULE_KILLS'] ?? 20);

interface RunRow {
  readonly fire_time: Date;
  readonly status: string;
  readonly missed_count: number;
}

it('a schedule loses no second and fires none twice, whatever happens to its orchestrators', async () => {
  const installation = await Installation.create();
  const random = seeded(4711);
  try {
    const gateway = await installation.gateway();
    const body = { agent_id: 'echo', cron_expression: '* * * * * *' };
    const { status } = await installation.client.call('POST', '/schedules', { body });
    expect(status).toBe(201);
    await gateway.stop();
    const fired = () => installation.sql<RunRow>('SELECT * FROM schedule_runs ORDER BY fire_time');
    for (let kill = 0; kill < KILLS; kill += 1) {
      const before = (await fired()).length;
      const orchestrator = await installation.orchestrator();
      await until(async () => (await fired()).length > before, { timeoutMs: 60_000, intervalMs: 5 + random() * 50 });
      await orchestrator.kill();
    }
    const runs = await fired();
    expect(runs.length).toBeGreaterThanOrEqual(KILLS);
    const first = runs[0]?.fire_time.getTime() ?? 0;
    expect(runs.map(({ fire_time }) => fire_time.getTime())).toEqual(runs.map((_, index) => first + index * 1000));
    expect(runs.filter((run) => run.status !== 'submitted' || run.missed_count > 0)).toEqual([]);
    const [tasks] = await installation.sql<{ count: number }>('SELECT count(*)::int AS count FROM tasks');
    expect(tasks?.count).toBe(runs.length);
    const reports = await runChecks(installation.db, { calendar: new CronCalendar() }, { recoverySeconds: 600 });
    expect(reports.find(({ check }) => check === 'C10')).toMatchObject({ violations: 0, checked: runs.length });
  } finally {
    await installation.close();
  }
}, 600_000);
