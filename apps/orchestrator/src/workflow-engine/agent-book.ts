import { artifactIdsIn, judgeTask } from '@cadre/agents';
import {
  type Compensation,
  effectiveTimeLimits,
  isCompensation,
  type Judged,
  type JsonValue,
  PRIORITIES,
  resolveRetryPolicy,
  type RunDraft,
  type TaskOrder,
  type TaskWork,
} from '@cadre/domain';
import type { AgentRow, AgentStore, NewTask, RunRow } from '@cadre/persistence';

/** How old what is known of the agents may be. */
const FRESH_MS = 2_000;

/** The agents as they are now: what their tasks may be, and how they are run. */
export class AgentBook {
  private agents: ReadonlyMap<string, AgentRow> = new Map();
  private readAt = -Infinity;

  constructor(private readonly store: AgentStore) {}

  /** Reads the registry again when that was a while ago; one whose version did not change stays the same object. */
  async refresh(): Promise<void> {
    if (performance.now() - this.readAt < FRESH_MS) return;
    const rows = await this.store.list();
    const before = this.agents;
    this.agents = new Map(
      rows.map((row) => {
        const known = before.get(row.agent_id);
        return [row.agent_id, known?.version === row.version ? { ...row, schema: known.schema } : row];
      }),
    );
    this.readAt = performance.now();
  }

  judge(agentId: string, parameters: JsonValue): Judged {
    return judgeTask(agentId, this.agents.get(agentId), parameters);
  }

  /** Null: there is no such agent. */
  versionOf(agentId: string): string | null {
    return this.agents.get(agentId)?.version ?? null;
  }

  /** The files a task's parameters refer to. */
  artifactsOf({ agentId, parameters }: TaskOrder): string[] {
    const agent = this.agents.get(agentId);
    return agent ? artifactIdsIn({ parameters: agent.schema }, parameters).map((id) => id.toLowerCase()) : [];
  }

  /** The task that an order comes to. */
  taskOf(
    draft: RunDraft,
    run: RunRow,
    at: { readonly path: string; readonly attempt: number },
    order: TaskOrder,
  ): NewTask {
    const agent = this.agents.get(order.agentId);
    const step = draft.find(at.path);
    if (!agent || !step) throw new TypeError(`No agent or no step for ${at.path}.`);
    const work = draft.nodeOf(step).definition;
    const options = (isCompensation(at.path) ? work.compensate : work) as TaskWork | Compensation;
    return {
      ...{ taskId: order.taskId, tenant: run.tenant, agentId: order.agentId, team: agent.team },
      ...{ submittedBy: run.submitted_by, submittedByEmail: run.submitted_by_email },
      priority: PRIORITIES[options.priority ?? 'normal'],
      ...{ executeAt: null, expiresAt: null, ttlSeconds: null, dedupeKey: null, tags: [], metadata: null },
      retryPolicy: resolveRetryPolicy(agent.definition.retry, retryOf(options.retry)),
      ...effectiveTimeLimits(agent.definition.limits, options.timeout_seconds),
      ...{ inputArtifacts: this.artifactsOf(order), parentTaskId: null, retriedFrom: null },
      ...{ agentVersion: agent.version, traceParent: run.trace_parent, parameters: order.parameters },
      workflow: { workflowId: run.workflow_id, path: at.path, attempt: at.attempt },
    };
  }
}

function retryOf(retry: TaskWork['retry']) {
  return typeof retry === 'number' ? { max_retries: retry } : { ...retry };
}
