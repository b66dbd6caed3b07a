import type { AttemptReportV1 } from '@cadre/contracts';
import type { Logger } from '@cadre/observability';
import { normalizeFailure } from '@cadre/agents';
import { AttemptControl } from './attempt-control';
import type { AttemptPipeline } from './attempt-pipeline';
import {
  AttemptRunner,
  type GrantedTask,
  type LeaseHolder,
  type RunningAttempt,
  type UnstartedEnd,
} from './attempt-runner.port';
import type { AttemptScope } from './attempt-scope';
import type { ReportBuilder } from './build-report';
import type { StopReason } from './stop-reason';
import { NewsDesk } from './news-desk';

/** Runs attempts through the pipeline and knows which attempt a stray error belongs to. */
export class PipelineRunner extends AttemptRunner {
  constructor(
    private readonly pipeline: AttemptPipeline,
    private readonly reports: ReportBuilder,
    private readonly scope: AttemptScope,
    private readonly logger: Logger,
  ) {
    super();
  }

  override begin(task: GrantedTask, holder: LeaseHolder): RunningAttempt {
    const { timeout_seconds: hardSeconds, soft_timeout_seconds: softSeconds } = task.grant;
    const control = new AttemptControl({ hardSeconds, softSeconds });
    const desk = new NewsDesk();
    const startedAt = performance.now();
    const ended = this.pipeline
      .run({ task, control, desk, holder })
      .catch((error: unknown) => this.reportBug(task, error, startedAt));
    // What listens to the signal is the agent's.
    const stop = (reason: StopReason): void => this.scope.inside(control, () => control.stop(reason));
    return { startedAt, ended, stop, news: () => desk.news() };
  }

  override unstarted(task: GrantedTask, end: UnstartedEnd): AttemptReportV1 {
    const outcome = end === 'cancelled' ? ({ kind: end } as const) : ({ kind: 'handed_back', reason: end } as const);
    return this.reports.build(task, outcome, 0);
  }

  override crashCurrent(error: unknown): boolean {
    const control = this.scope.current;
    if (control === undefined) return false;
    this.logger.warn({ err: error }, 'an agent threw where nobody catches; its attempt fails');
    control.crash(normalizeFailure(error));
    return true;
  }

  /** The pipeline itself failed: a mistake of ours, which must not leave the task without an outcome. */
  private reportBug(task: GrantedTask, error: unknown, startedAt: number): AttemptReportV1 {
    this.logger.error({ err: error, task_id: task.taskId }, 'the pipeline failed');
    const outcome = { kind: 'failed', failure: normalizeFailure(error) } as const;
    return this.reports.build(task, outcome, performance.now() - startedAt);
  }
}
