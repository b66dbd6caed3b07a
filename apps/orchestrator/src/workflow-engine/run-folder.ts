import { Injectable } from '@nestjs/common';
import { crashPoint } from '@cadre/config';
import { isRunEnd } from '@cadre/domain';
import { withSpan } from '@cadre/observability';
import { type Folded, WorkflowFoldStore } from '@cadre/persistence';
import { RunEventFeed } from '../announcements/run-event-feed.port';
import { TaskEventFeed } from '../announcements/task-event-feed.port';
import { Process } from '../process/process.port';
import { foldRun } from './fold-run';
import { FoldTools } from './fold-tools';
import { WorkflowEngineMetrics } from './workflow-engine.metrics';

/** Folds one run: loads, decides, writes in one transaction, announces. */
@Injectable()
export class RunFolder {
  readonly metrics: WorkflowEngineMetrics;

  constructor(
    private readonly folds: WorkflowFoldStore,
    private readonly tools: FoldTools,
    private readonly taskEvents: TaskEventFeed,
    private readonly runEvents: RunEventFeed,
    process: Process,
  ) {
    this.metrics = new WorkflowEngineMetrics(process.metrics);
  }

  /** False when somebody else has the run, or there was nothing to do. Throws what the database throws. */
  async fold(id: string): Promise<boolean> {
    const stopTimer = this.metrics.duration.startTimer();
    try {
      const folded = await withSpan('fold workflow', { 'workflow.id': id }, () =>
        this.folds.fold(id, (session) => foldRun(session, this.tools)),
      );
      if (folded) this.tell(folded);
      return folded !== null;
    } catch (error) {
      this.metrics.failures.inc();
      throw error;
    } finally {
      stopTimer();
    }
  }

  private tell({ run, rows, runEvents, taskEvents }: Folded): void {
    crashPoint('fold.after_commit');
    this.metrics.rows.observe(rows);
    if (isRunEnd(run.status)) this.metrics.ended.inc({ status: run.status });
    this.taskEvents.announce(taskEvents);
    this.runEvents.announce(runEvents);
    crashPoint('fold.after_announce');
  }
}
