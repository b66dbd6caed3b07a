import { uuidv7 } from '@cadre/crypto';
import { defaultOverlapPolicy, type WorkflowDefinition } from '@cadre/domain';
import type { Database } from '../database/database';
import { unnamedStatement } from '../database/statement';
import type { ParameterJudge } from '../schedule/fire/parameter-judge';
import type { CommittedFirings, FiredRun } from '../schedule/fire/fire-due';
import { ScheduleFiringStore } from '../schedule/fire/schedule-firing.store';
import type { ScheduleRunRow, ScheduleRow } from '../schedule/schedule-row';
import { type NewSchedule, ScheduleStore } from '../schedule/schedule.store';
import type { TemplateVisibility } from '../workflow/template/template-row';
import { WorkflowTemplateStore } from '../workflow/template/workflow-template.store';
import { ORIGIN, type StoreFixture, USER_ID } from './store-fixture';
import { testCalendar } from './test-calendar';

/** Takes whatever is not `{ "wrong": … }`. */
const judge: ParameterJudge = (_agent, parameters) =>
  'wrong' in (parameters as object)
    ? { fits: false, message: '/wrong is not a known field' }
    : { fits: true, value: parameters, inputArtifacts: [] };

/** Schedules over a database with one agent and one person. */
export class ScheduleFixture {
  readonly schedules: ScheduleStore;
  readonly db: Database;

  private readonly templates: WorkflowTemplateStore;

  private constructor(private readonly store: StoreFixture) {
    this.db = store.db;
    this.templates = new WorkflowTemplateStore(store.db, store.cipher);
    this.schedules = new ScheduleStore(store.db, store.cipher);
  }

  static async over(store: StoreFixture): Promise<ScheduleFixture> {
    const fixture = new ScheduleFixture(store);
    await store.sql(
      `INSERT INTO users (user_id, email, email_key, password_hash, role, tenant)
       VALUES ($1, 'ada@example.com', 'ada@example.com', '', 'user', 'default')`,
      USER_ID,
    );
    await fixture.agent('echo');
    return fixture;
  }

  /** One scheduler: any number may be at work. */
  firing(): ScheduleFiringStore {
    return new ScheduleFiringStore(this.db, this.store.cipher, testCalendar, judge);
  }

  async agent(agentId: string): Promise<void> {
    const definition = JSON.stringify({ limits: { timeout_seconds: 60, soft_timeout_seconds: 50 }, retry: {} });
    await this.store.sql(
      `INSERT INTO agents (agent_id, agent_name, team, description, executor, schema, definition, version)
       VALUES ($1, $1, 'testing', '', 'builtin', '{}', $2, '1')`,
      ...[agentId, definition],
    );
    await this.store.sql(`INSERT INTO agent_limits (agent_id, team) VALUES ($1, 'testing')`, agentId);
  }

  /** A schedule that was due so many seconds ago; every hour unless told otherwise. */
  async due(secondsAgo: number, values: Partial<NewSchedule> = {}): Promise<string> {
    const now = await this.now();
    const instant = new Date(Math.floor((now.getTime() - secondsAgo * 1000) / 10_000) * 10_000);
    const fixed = { schedule_id: uuidv7(), ...SCHEDULE, next_fire_time: instant, next_execution: instant };
    const schedule = await this.schedules.create({ ...fixed, ...values }, ORIGIN);
    return schedule?.schedule_id ?? '';
  }

  async now(): Promise<Date> {
    return this.schedules.now();
  }

  async row(scheduleId: string): Promise<ScheduleRow> {
    const row = await this.schedules.get(scheduleId, { kind: 'all' });
    if (!row) throw new TypeError('no such schedule');
    return row;
  }

  /** Oldest first. */
  async runs(scheduleId: string): Promise<ScheduleRunRow[]> {
    const { runs } = await this.schedules.runs(scheduleId, { limit: 1000, offset: 0 });
    return runs.reverse();
  }

  /** A template of one step that takes `topic`; false if there is one of that name. */
  async template(name: string, owner = USER_ID, visibility: TemplateVisibility = 'private'): Promise<boolean> {
    const content = { description: null, visibility, definition: { ...DEFINITION, name }, totalSteps: 1 };
    const made = await this.templates.create({ ...content, name, tenant: 'default', owner }, ORIGIN);
    return made.kind === 'done';
  }

  /** A new version, active from now on. */
  async nextVersion(name: string): Promise<void> {
    const content = { description: null, visibility: 'private' as const, definition: { ...DEFINITION, name } };
    const change = { by: { tenant: 'default', userId: USER_ID }, origin: { ...ORIGIN, userId: USER_ID } };
    await this.templates.putVersion(name, { ...content, totalSteps: 1 }, change);
  }

  async endRuns(): Promise<void> {
    await this.db.execute(
      unnamedStatement(`UPDATE workflows SET status = 'completed', completed_at = now() WHERE completed_at IS NULL`),
      [],
    );
  }

  /** What became of its firings, oldest first. */
  async told(scheduleId: string): Promise<string[]> {
    const runs = await this.runs(scheduleId);
    return runs.map((run) => run.skip_reason ?? run.error_code ?? run.status);
  }

  /** Makes it due anew, and fires. */
  async fireAgain(scheduleId: string): Promise<CommittedFirings<FiredRun>> {
    await this.store.sql(
      `UPDATE scheduled_tasks SET next_fire_time = now(), next_execution = now() WHERE schedule_id = $1`,
      scheduleId,
    );
    await this.store.sql(
      `UPDATE schedule_runs SET fire_time = fire_time - interval '1 hour' WHERE schedule_id = $1`,
      scheduleId,
    );
    return this.firing().fire(10);
  }

  async endTasks(): Promise<void> {
    await this.db.execute(
      unnamedStatement(`UPDATE tasks SET status = 'completed', completed_at = now() WHERE completed_at IS NULL`),
      [],
    );
  }
}

const DEFINITION: WorkflowDefinition = {
  name: 'launch',
  inputs: { type: 'object' },
  steps: [{ step_id: 'only', type: 'task', agent_id: 'echo', parameters: { message: '{{inputs.topic}}' } }],
};

const SCHEDULE: Omit<NewSchedule, 'schedule_id' | 'next_fire_time' | 'next_execution'> = {
  tenant: 'default',
  created_by: USER_ID,
  created_by_email: 'ada@example.com',
  name: null,
  schedule_type: 'recurring',
  target_kind: 'task',
  agent_id: 'echo',
  template: null,
  template_version: null,
  task_options: { priority: 'high', tags: ['nightly'] },
  input_artifacts: [],
  execute_at: null,
  cron_expression: 'every 3600',
  timezone: 'UTC',
  misfire_policy: 'run_once',
  overlap_policy: defaultOverlapPolicy('task'),
  jitter_seconds: 0,
  status: 'active',
  pause_reason: null,
  payload: { message: 'hello' },
};
