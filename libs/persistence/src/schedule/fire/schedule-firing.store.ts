import type { PayloadCipher } from '@cadre/crypto';
import { type Calendar, ScheduleRunError } from '@cadre/domain';
import type { Database } from '../../database/database';
import { runIsolated } from '../../engine/run-isolated';
import { WorkflowCommandStore } from '../../workflow/command/workflow-command.store';
import type { RunEventRow } from '../../workflow/run-row';
import { WorkflowTemplateStore } from '../../workflow/template/workflow-template.store';
import {
  type CommittedFirings,
  fireDue,
  type FiredRun,
  type FiringTools,
  NOTHING_FIRED,
  type Prepare,
} from './fire-due';
import { KnownAgents } from './firing-facts';
import type { ParameterJudge } from './parameter-judge';
import { releaseWaiting } from './release-waiting';
import { FIND_DUE_SCHEDULES, SCHEDULER_LOOK, type SchedulerLook } from './sql/find-due.sql';
import { FIND_RELEASABLE } from './sql/release-runs.sql';

const refuseData = () =>
  ({
    kind: 'refused',
    code: ScheduleRunError.DataRejected,
    message: 'The database refused what it was to take.',
  }) as const;

/** Fires schedules. Any number of orchestrators may do so at once. */
export class ScheduleFiringStore {
  private readonly tools: FiringTools;

  constructor(
    private readonly db: Database,
    cipher: PayloadCipher,
    calendar: Calendar,
    judge: ParameterJudge,
  ) {
    const templates = new WorkflowTemplateStore(db, cipher);
    const commands = new WorkflowCommandStore(db, cipher);
    this.tools = { cipher, calendar, judge, agents: new KnownAgents(), templates, commands };
  }

  /** What there is to do, now and next. */
  async look(): Promise<SchedulerLook> {
    const [row] = await this.db.query(SCHEDULER_LOOK, []);
    return row ?? { due_in_ms: null, firings_wait: true };
  }

  /** Fires at most so many of the schedules that are due. One whose data is refused fails alone, and says so. */
  async fire(atMost: number): Promise<CommittedFirings<FiredRun>> {
    const due = await this.db.query(FIND_DUE_SCHEDULES, [atMost]);
    const runEvents: RunEventRow[] = [];
    const fire = async (ids: readonly string[], prepare?: Prepare) => {
      const fired = await this.db.transaction((tx) => fireDue(tx, this.tools, ids, prepare), { manyRows: true });
      runEvents.push(...fired.runEvents);
      return fired;
    };
    const committed = await runIsolated(
      due.map((row) => row.schedule_id),
      (ids) => fire(ids),
      (id) => fire([id], refuseData),
    );
    return { ...committed, runEvents };
  }

  /** Starts firings that waited for the run before them; answers how many, and the events. */
  async release(atMost: number): Promise<CommittedFirings<unknown>> {
    const free = await this.db.query(FIND_RELEASABLE, [atMost]);
    if (free.length === 0) return NOTHING_FIRED;
    const ids = free.map((row) => row.schedule_id);
    return this.db.transaction((tx) => releaseWaiting(tx, this.tools, ids), { manyRows: true });
  }
}
