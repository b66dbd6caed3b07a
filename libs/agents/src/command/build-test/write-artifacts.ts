import { createReadStream } from 'node:fs';
import type { ArtifactMetaV1, BuildTestReportV1, BuildTestSummaryV1 } from '@cadre/contracts';
import type { AgentFailure } from '../../execution/agent-failure';
import type { AgentTask, TaskArtifacts } from '../../execution/executor.port';
import { writeChecked } from '../write-checked';
import type { BuildTestRun } from './build-test-run';
import type { StepLog } from './step-log';

const REPORT_NAME = 'report.json';

export interface RunRecord {
  readonly task: AgentTask;
  readonly startedAt: Date;
  readonly artifacts: TaskArtifacts;
}

/** Writes what the steps printed. */
export async function writeLogs(artifacts: TaskArtifacts, run: BuildTestRun): Promise<void> {
  await writeLog(artifacts, 'build.log', run.buildLog);
  await writeLog(artifacts, 'test.log', run.testLog);
}

/** Writes the report with its provenance, and the summary. */
export async function writeReport(record: RunRecord, run: BuildTestRun, summary: BuildTestSummaryV1): Promise<void> {
  const { artifacts } = record;
  const report: BuildTestReportV1 = { ...summary, steps: run.steps };
  const written = await writeChecked(artifacts, REPORT_NAME, 'report', report);
  await writeChecked(artifacts, `${REPORT_NAME}.meta.json`, 'report-meta', metaOf(record, written));
  await writeChecked(artifacts, 'summary.json', 'summary', summary);
}

/** Writes why the run was stopped. */
export async function writeError(artifacts: TaskArtifacts, run: BuildTestRun, error: AgentFailure): Promise<void> {
  const { code, errorClass, message } = error;
  await writeChecked(artifacts, 'error.json', 'error', {
    schema_version: 1,
    code,
    class: errorClass,
    message,
    steps: run.steps,
  });
}

function metaOf({ task, startedAt }: RunRecord, { sha256, size }: { sha256: string; size: number }): ArtifactMetaV1 {
  return {
    schema_version: 1,
    artifact: REPORT_NAME,
    producer: {
      agent_id: task.definition.agent_id,
      agent_version: task.definition.version,
      task_id: task.taskId,
      attempt: task.attempt,
    },
    sha256,
    size,
    started_at: startedAt.toISOString(),
    finished_at: new Date().toISOString(),
    trace_id: task.traceParent?.split('-')[1] ?? null,
  };
}

async function writeLog(artifacts: TaskArtifacts, name: string, log: StepLog): Promise<void> {
  await log.close();
  await artifacts.write({
    name,
    kind: 'log',
    contentType: 'text/plain; charset=utf-8',
    content: createReadStream(log.file),
  });
}
