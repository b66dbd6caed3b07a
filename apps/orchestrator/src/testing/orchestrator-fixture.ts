import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bus, createBus } from '@cadre/bus';
import { orchestratorConfig } from '@cadre/config';
import { createEnvelope, MessageType, TEAMS, Topic } from '@cadre/contracts';
import { type KeyRing, loadOrCreateKeys, PayloadCipher, uuidv7 } from '@cadre/crypto';
import { DEFAULT_RETRY_POLICY } from '@cadre/domain';
import { createLogger } from '@cadre/observability';
import {
  type CommittedEvent,
  Database,
  type NewTask,
  SYSTEM_ORIGIN,
  TaskCommandStore,
  TaskSubmissionStore,
  unnamedStatement,
} from '@cadre/persistence';
import { Orchestrator } from '../orchestrator';
import { openPlatform } from '../platform';
import { ProbeWorker, type ProbeWorkerOptions } from './probe-worker';

/** An installation without its gateway: a database, any number of orchestrators, and probes for workers. */
export class OrchestratorFixture {
  readonly db: Database;
  readonly ring: KeyRing;
  private readonly home = mkdtempSync(join(tmpdir(), 'cadre-orchestrator-'));
  private readonly keysFile = join(this.home, 'keys.json');
  private readonly submissions: TaskSubmissionStore;
  private readonly commands: TaskCommandStore;
  private bus: Bus | undefined;
  private readonly running: { stop(): Promise<void> }[] = [];

  constructor(private readonly urls: { readonly url: string; readonly busUrl: string }) {
    this.ring = loadOrCreateKeys(this.keysFile, TEAMS);
    this.db = new Database({ url: urls.url, plans: 'by_index' });
    const cipher = new PayloadCipher(this.ring);
    this.submissions = new TaskSubmissionStore(this.db, cipher);
    this.commands = new TaskCommandStore(this.db, cipher);
  }

  async sql<Row>(text: string, ...params: unknown[]): Promise<Row[]> {
    return this.db.query(unnamedStatement<Row>(text), params);
  }

  async orchestrator(env: Readonly<Record<string, string>> = {}): Promise<Orchestrator> {
    const config = orchestratorConfig({
      DATABASE_URL: this.urls.url,
      BUS_DATABASE_URL: this.urls.url,
      CADRE_KEYS_FILE: this.keysFile,
      LOG_LEVEL: 'warn',
      ...env,
    });
    const logger = createLogger({ service: 'test', role: 'orchestrator', level: 'silent' });
    const orchestrator = await Orchestrator.create(openPlatform(config, logger));
    this.running.push(orchestrator);
    await orchestrator.start();
    return orchestrator;
  }

  async worker(options: Partial<ProbeWorkerOptions> = {}): Promise<ProbeWorker> {
    const worker = new ProbeWorker({ busUrl: this.urls.busUrl, ring: this.ring, team: 'platform', ...options });
    this.running.push(worker);
    await worker.start();
    return worker;
  }

  /** Accepts tasks for the echo agent; answers their ids. */
  async submit(count = 1, values: Partial<NewTask> = {}): Promise<string[]> {
    const tasks = Array.from({ length: count }, () => ({ ...NEW_TASK, taskId: uuidv7(), ...values }));
    const outcome = await this.submissions.submit({ tasks, atomic: false, origin: SYSTEM_ORIGIN });
    if (outcome.kind === 'decided') await this.broadcast(outcome.events);
    return tasks.map(({ taskId }) => taskId);
  }

  /** Asks to cancel a task and tells those who watch, as a gateway does. */
  async cancel(taskId: string): Promise<void> {
    const by = { origin: SYSTEM_ORIGIN, visibility: { kind: 'all' } as const };
    const { events } = await this.commands.cancel([taskId], by);
    await this.broadcast(events);
  }

  private async broadcast(committed: readonly CommittedEvent[]): Promise<void> {
    if (!this.bus) {
      this.bus = createBus({ url: this.urls.url, role: 'test' });
      this.running.push(this.bus.broadcast);
      await this.bus.broadcast.start();
    }
    const events = committed.map(({ lease_no, at, ...event }) => ({
      ...event,
      attempt: lease_no,
      at: at.toISOString(),
    }));
    const envelope = createEnvelope(
      MessageType.TaskEvents,
      1,
      { events, progress: [] },
      { id: uuidv7(), time: new Date() },
    );
    this.bus.broadcast.publish(Topic.TaskSignals, envelope);
  }

  async statuses(taskIds: readonly string[]): Promise<string[]> {
    const rows = await this.sql<{ status: string }>(
      `SELECT status FROM tasks WHERE task_id = ANY ($1) ORDER BY submit_no`,
      taskIds,
    );
    return rows.map(({ status }) => status);
  }

  async status(taskId: string | undefined): Promise<string | undefined> {
    return (await this.statuses([taskId ?? '']))[0];
  }

  /** Stops everything that was started, the latest first. */
  async close(): Promise<void> {
    for (const part of this.running.splice(0).reverse()) await part.stop();
    await this.db.close();
    rmSync(this.home, { recursive: true, force: true });
  }
}

const NEW_TASK: Omit<NewTask, 'taskId'> = {
  tenant: 'default',
  agentId: 'echo',
  team: 'platform',
  submittedBy: '00000000-0000-7000-8000-000000000001',
  submittedByEmail: null,
  priority: 5,
  executeAt: null,
  expiresAt: null,
  ttlSeconds: null,
  retryPolicy: DEFAULT_RETRY_POLICY,
  timeoutSeconds: 3600,
  softTimeoutSeconds: 3300,
  dedupeKey: null,
  tags: [],
  metadata: null,
  inputArtifacts: [],
  parentTaskId: null,
  retriedFrom: null,
  agentVersion: null,
  traceParent: null,
  parameters: { message: 'hello' },
};
