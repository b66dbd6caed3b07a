import { TaskArtifactSpace, type AgentTask, type ArtifactBlobStore, type ExecutorRegistry } from '@cadre/agents';
import { crashPoint } from '@cadre/config';
import { MessageType, type AttemptReportV1 } from '@cadre/contracts';
import type { BusCipher } from '@cadre/crypto';
import type { AgentDefinition } from '@cadre/domain';
import { runWithTraceParent, withLogContext, withSpan, type Logger } from '@cadre/observability';
import type { AgentCatalogue } from '../registry/agent-catalogue.port';
import { AttemptContext } from './attempt-context';
import type { AttemptControl } from './attempt-control';
import type { GrantedTask, LeaseHolder } from './attempt-runner.port';
import type { AttemptScope } from './attempt-scope';
import { ReportBuilder } from './build-report';
import { checkOutput } from './check-output';
import { decideOutcome, type Ending, type Outcome } from './decide-outcome';
import type { ExecutionMetrics } from './execution.metrics';
import { LogCapture } from './log-capture';
import type { NewsDesk } from './news-desk';
import { openGrant } from './open-grant';

export interface PipelineParts {
  readonly catalogue: AgentCatalogue;
  readonly executors: ExecutorRegistry;
  readonly blobs: ArtifactBlobStore;
  readonly cipher: BusCipher;
  readonly metrics: ExecutionMetrics;
  readonly scope: AttemptScope;
  readonly logger: Logger;
}

/** One attempt on its way through the pipeline. */
export interface AttemptRun {
  readonly task: GrantedTask;
  readonly control: AttemptControl;
  readonly desk: NewsDesk;
  readonly holder: LeaseHolder;
}

/**
 * An attempt from its grant to its report: find the agent, open the parameters, resolve the executor, start the timers,
 * execute, check the output, decide what that was, report.
 */
export class AttemptPipeline {
  private readonly reports: ReportBuilder;

  constructor(private readonly parts: PipelineParts) {
    this.reports = new ReportBuilder(parts.cipher);
  }

  /** Null when the lease was lost: then somebody else speaks for the task. */
  run(attempt: AttemptRun): Promise<AttemptReportV1 | null> {
    const { taskId, grant } = attempt.task;
    const attributes = { 'task.id': taskId, 'task.agent_id': grant.agent_id, 'task.attempt': grant.lease_no };
    return runWithTraceParent(grant.trace_parent ?? undefined, () =>
      withLogContext({ tenant: grant.tenant, task_id: taskId }, () =>
        withSpan('task.attempt', attributes, (span) =>
          this.steps(attempt, (outcome) => span.setAttribute('task.outcome', outcome.kind)),
        ),
      ),
    );
  }

  private async steps(attempt: AttemptRun, onOutcome: (outcome: Outcome) => void): Promise<AttemptReportV1 | null> {
    const { task, control } = attempt;
    const started = performance.now();
    const logs = new LogCapture();
    const context = this.contextOf(attempt, logs);
    const ending = await this.execute(attempt, context);
    crashPoint('worker.after_execute');
    const outcome = decideOutcome(ending, control.stopReason, control.stopFailure);
    const durationMs = performance.now() - started;
    onOutcome(outcome);
    this.note(task, outcome, durationMs);
    if (outcome.kind === 'nothing') return null;
    return this.reports.withTraces(this.reports.build(task, outcome, durationMs), task, context, logs);
  }

  private async execute({ task, control }: AttemptRun, context: AttemptContext): Promise<Ending> {
    try {
      const definition = this.parts.catalogue.get(task.grant.agent_id, task.grant.agent_version);
      context.agentVersion = definition.version;
      const { parameters, lastCheckpoint } = openGrant(task, definition, this.parts.cipher);
      const executor = this.parts.executors.resolve(definition);
      context.lastCheckpoint = lastCheckpoint;
      const work = this.parts.scope.inside(control, () => {
        control.startTimers();
        return executor.execute(agentTask(task, definition, parameters), context);
      });
      const output = await control.race(work, () => this.parts.metrics.abandonedUntil(work));
      return { kind: 'output', json: checkOutput(definition, output) };
    } catch (error) {
      return { kind: 'threw', error };
    } finally {
      control.clear();
    }
  }

  private note({ grant }: GrantedTask, outcome: Outcome, durationMs: number): void {
    const { metrics, logger } = this.parts;
    metrics.ended(grant.agent_id, outcome, durationMs);
    const fields = {
      agent_id: grant.agent_id,
      attempt: grant.lease_no,
      outcome: outcome.kind,
      duration_ms: Math.round(durationMs),
    };
    if (outcome.kind !== 'failed') return logger.debug(fields, 'attempt ended');
    const { code, errorClass } = outcome.failure;
    logger.info({ ...fields, error_code: code, error_class: errorClass }, 'attempt ended');
  }

  /** An attempt that may be somebody else's by now does nothing more: what it has under way is aborted, too. */
  private mayCall({ taskId }: GrantedTask, control: AttemptControl, holder: LeaseHolder): boolean {
    if (holder.isLeaseConfirmed()) return true;
    this.parts.logger.warn({ task_id: taskId }, 'lease not confirmed in time, attempt aborted before its next call');
    this.parts.metrics.refusedCall();
    control.stop('lease_unconfirmed');
    return false;
  }

  private contextOf({ task, control, desk, holder }: AttemptRun, logs: LogCapture): AttemptContext {
    const { cipher, blobs, scope } = this.parts;
    const aad = { type: MessageType.Heartbeat, taskId: task.taskId, leaseNo: task.grant.lease_no };
    return new AttemptContext({
      signal: control.signal,
      artifacts: new TaskArtifactSpace(blobs, task.grant.input_artifacts, control.signal),
      logs,
      desk,
      seal: (plain) => cipher.seal(plain, aad),
      onNews: () => scope.outside(() => holder.onNews()),
      mayCall: () => this.mayCall(task, control, holder),
    });
  }
}

function agentTask({ taskId, grant }: GrantedTask, definition: AgentDefinition, parameters: unknown): AgentTask {
  return {
    taskId,
    tenant: grant.tenant,
    attempt: grant.lease_no,
    failuresCounted: grant.failures_counted,
    definition,
    parameters,
    inputArtifacts: grant.input_artifacts,
    usedBefore: grant.used ?? {},
    traceParent: grant.trace_parent,
  };
}
