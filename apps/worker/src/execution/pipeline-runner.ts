import { AsyncLocalStorage } from 'node:async_hooks';
import type { AttemptReportV1 } from '@cadre/contracts';
import type { Logger } from '@cadre/observability';
import { normalizeFailure } from '@cadre/agents';
import { AttemptControl } from './attempt-control';
import type { AttemptPipeline } from './attempt-pipeline';
import { AttemptRunner, type GrantedTask, type RunningAttempt } from './attempt-runner.port';
import type { ReportBuilder } from './build-report';
import { NewsDesk } from './news-desk';

/** Runs attempts through the pipeline and knows which attempt a stray error belongs to. */
export class PipelineRunner extends AttemptRunner {
  private readonly current = new AsyncLocalStorage<AttemptControl>();

  constructor(
    private readonly pipeline: AttemptPipeline,
    private readonly reports: ReportBuilder,
    private readonly logger: Logger,
  ) {
    super();
  }

  override begin(task: GrantedTask, onNews: () => void): RunningAttempt {
    const { timeout_seconds: hardSeconds, soft_timeout_seconds: softSeconds } = task.grant;
    const control = new AttemptControl({ hardSeconds, softSeconds });
    const desk = new NewsDesk();
    const startedAt = performance.now();
    const ended = this.current
      .run(control, () => this.pipeline.run({ task, control, desk, onNews }))
      .catch((error: unknown) => this.reportBug(task, error, startedAt));
    return { startedAt, ended, stop: (reason) => control.stop(reason), news: () => desk.news() };
  }

  override unstarted(task: GrantedTask, kind: 'handed_back' | 'cancelled'): AttemptReportV1 {
    return this.reports.build(task, { kind }, 0);
  }

  override crashCurrent(error: unknown): boolean {
    const control = this.current.getStore();
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
