import { CronCalendar } from '@cadre/cron';
import { runChecks } from '@cadre/persistence';
import { Installation, until } from '@cadre/testing';
import { armed, crashPointsOf } from './harness/crash-scenarios';
import { proveSound } from './harness/prove-sound';
import { seeded } from './harness/seeded';

/** How many orchestrators are killed at their firings, one after the other. */
const KILLS = Number(process.env['SCHEDULE_KILLS'] ?? 20);
/** A firing passes a crash point more than once now and then. */
const LATEST_PASSING = 3;
const POINTS = crashPointsOf('schedule');
const PATIENCE_MS = 60_000;
/** On a busy machine an orchestrator may take longer to start than what counts as on time. */
const EVERY_SECOND = { cron_expression: '* * * * * *', overlap_policy: 'allow', misfire_policy: 'run_all' };
const TEMPLATE = {
  name: 'tick',
  inputs: { type: 'object', required: ['word'], properties: { word: { type: 'string' } } },
  steps: [{ step_id: 'say', agent_id: 'echo', parameters: { message: '{{inputs.word}}' } }],
};
const TARGETS = {
  agent: { agent_id: 'echo' },
  template: { template: TEMPLATE.name, inputs: { word: 'tick' } },
} as const;

interface RunRow {
  readonly schedule_id: string;
  readonly fire_time: Date;
  readonly status: string;
  readonly missed_count: number;
}

class DeadlySchedulers {
  readonly killed = { atPoints: 0, anywhere: 0 };
  private readonly random = seeded(4711);

  constructor(private readonly installation: Installation) {}

  readonly fired = () => this.installation.sql<RunRow>('SELECT * FROM schedule_runs ORDER BY schedule_id, fire_time');

  /** One orchestrator; it dies while it fires, or soon after. */
  async killOne(turn: number): Promise<void> {
    if (turn % 2 === 0) await this.killAtPoint(turn / 2);
    else await this.killSoonAfter();
  }

  private async killAtPoint(turn: number): Promise<void> {
    const point = POINTS[turn % POINTS.length] ?? 'schedule.before_commit';
    const passing = 1 + Math.floor(this.random() * LATEST_PASSING);
    // It may die before it can say that it is ready.
    const victim = await this.installation.orchestrator(armed(point, passing)).catch(() => undefined);
    await until(() => victim?.isRunning !== true, { timeoutMs: PATIENCE_MS });
    this.killed.atPoints += 1;
  }

  private async killSoonAfter(): Promise<void> {
    const before = (await this.fired()).length;
    const victim = await this.installation.orchestrator();
    const looks = { timeoutMs: PATIENCE_MS, intervalMs: 5 + this.random() * 50 };
    await until(async () => (await this.fired()).length > before, looks);
    await victim.kill();
    this.killed.anywhere += 1;
  }
}

async function makeSchedules({ client }: Installation): Promise<string[]> {
  expect((await client.call('POST', '/workflow-templates', { body: TEMPLATE })).status).toBe(201);
  const ids: string[] = [];
  for (const target of Object.values(TARGETS)) {
    const { status, body } = await client.call('POST', '/schedules', { body: { ...target, ...EVERY_SECOND } });
    expect(status).toBe(201);
    ids.push(body.schedule_id as string);
  }
  return ids;
}

/** Each second once, from the first on. */
function expectEverySecond(runs: readonly RunRow[]): void {
  const first = runs[0]?.fire_time.getTime() ?? 0;
  expect(runs.map(({ fire_time }) => fire_time.getTime())).toEqual(runs.map((_, index) => first + index * 1000));
  expect(runs.filter((run) => run.status !== 'submitted' || run.missed_count > 0)).toEqual([]);
}

/** Lets what is due fire, no more after that, and what was submitted come to its end. */
async function settle({ client, sql }: Installation, scheduleIds: readonly string[]): Promise<void> {
  const none = async (text: string) => (await sql(text)).length === 0;
  await until(() => none('SELECT 1 FROM scheduled_tasks WHERE next_execution <= now()'), { timeoutMs: PATIENCE_MS });
  for (const id of scheduleIds) {
    expect((await client.call('POST', `/schedules/${id}/pause`, { body: {} })).status).toBe(200);
  }
  await until(() => none('SELECT 1 FROM workflows WHERE completed_at IS NULL LIMIT 1'), { timeoutMs: 300_000 });
}

it(
  'schedules of agents and of templates lose no second and fire none twice, whatever happens to their orchestrators',
  async () => {
    const installation = await Installation.create();
    const { client, sql } = installation;
    const deadly = new DeadlySchedulers(installation);
    try {
      await installation.gateway();
      const [ofAgent = '', ofTemplate = ''] = await makeSchedules(installation);
      for (let turn = 0; turn < KILLS; turn += 1) await deadly.killOne(turn);
      await Promise.all([installation.orchestrator(), installation.worker({ WORKER_SLOTS: '50' })]);
      await settle(installation, [ofAgent, ofTemplate]);
      const runs = await deadly.fired();
      const firings = [ofAgent, ofTemplate].map((id) => runs.filter(({ schedule_id }) => schedule_id === id));
      for (const each of firings) {
        expect(each.length).toBeGreaterThanOrEqual(KILLS / 2);
        expectEverySecond(each);
      }
      const made = await sql<{ task_id: string; workflow_id: string | null }>('SELECT task_id, workflow_id FROM tasks');
      const [started] = await sql<{ count: number }>(
        `SELECT count(*)::int AS count FROM workflows JOIN schedule_runs USING (workflow_id)
        WHERE schedule_id = $1 AND workflows.status = 'completed'`,
        ofTemplate,
      );
      const counts = [made.filter(({ workflow_id: run }) => run === null).length, started?.count];
      expect(counts).toEqual(firings.map(({ length }) => length));
      expect(made).toHaveLength(runs.length);
      expect(await sql('SELECT workflow_id FROM workflows')).toHaveLength(started?.count ?? 0);
      if (KILLS > 20) process.stdout.write(`${JSON.stringify({ ...deadly.killed, firings: counts })}\n`);
      client.journal.push(...made.map(({ task_id }) => task_id));
      await proveSound(installation);
      const reports = await runChecks(installation.db, { calendar: new CronCalendar() });
      expect(reports.find(({ check }) => check === 'C10')).toMatchObject({ violations: 0, checked: runs.length });
    } finally {
      await installation.close();
    }
  },
  600_000 + KILLS * 60_000,
);
