import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFile } from '@cadre/agents';
import { createMemoryBus, MemoryBroker } from '@cadre/bus';
import { workerConfig } from '@cadre/config';
import { BusCipher, generateKeyMaterial, KeyRing, writeBusKeyFile } from '@cadre/crypto';
import { createLogger, createMetrics } from '@cadre/observability';
import type { Platform } from '../platform/open-platform';
import { Worker } from '../worker';
import { ScriptedOrchestrator } from './scripted-orchestrator';

const TEAM = 'platform';

/** A worker and a scripted orchestrator on one in-memory broker. */
export class WorkerHarness {
  readonly broker = new MemoryBroker(50);
  readonly logLines: Record<string, unknown>[] = [];
  readonly orchestrator: ScriptedOrchestrator;
  private readonly platforms: Platform[] = [];
  private readonly workers: Worker[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), 'worker-'));
  private readonly cipher: BusCipher;

  constructor() {
    const ring = new KeyRing(generateKeyMaterial([TEAM]));
    this.copyAgent('echo');
    writeBusKeyFile(join(this.folder, 'bus-key.json'), TEAM, ring);
    this.cipher = new BusCipher(TEAM, ring.busKey(TEAM));
    this.orchestrator = new ScriptedOrchestrator(createMemoryBus(this.broker), this.cipher, TEAM);
  }

  async startWorker(variables: Record<string, string> = {}): Promise<Worker> {
    const platform = this.platform(variables);
    this.platforms.push(platform);
    const worker = await Worker.create(platform);
    this.workers.push(worker);
    await worker.start();
    return worker;
  }

  /** How many attempts run now, over all workers. */
  async busy(): Promise<number> {
    const texts = await Promise.all(this.platforms.map(({ metrics }) => metrics.text()));
    const counts = texts.map((text) => Number(/^cadre_worker_slots_busy\{[^}]*\} (\d+)$/m.exec(text)?.[1] ?? 0));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async stop(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop(0)));
    await this.orchestrator.stop();
    this.broker.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Only what the tests run: trying the sandbox for the others would take longer than the tests. */
  private copyAgent(agentId: string): void {
    const path = join('agents', TEAM, `${agentId}.md`);
    mkdirSync(join(this.folder, 'agents', TEAM), { recursive: true });
    copyFileSync(projectFile(join('configs', path)), join(this.folder, path));
  }

  private platform(variables: Record<string, string>): Platform {
    const config = workerConfig({
      TEAM,
      BUS_KEY_FILE: join(this.folder, 'bus-key.json'),
      BUS_DATABASE_URL: 'postgres://nowhere/nothing',
      AGENTS_DIR: join(this.folder, 'agents'),
      ARTIFACTS_DIR: join(this.folder, 'artifacts'),
      ...variables,
    });
    const destination = {
      write: (line: string) => void this.logLines.push(JSON.parse(line) as Record<string, unknown>),
    };
    return {
      config,
      logger: createLogger({ service: 'test', role: 'worker', level: 'debug', destination }),
      metrics: createMetrics({ service: 'test', role: 'worker', shard: '0' }),
      bus: createMemoryBus(this.broker),
      cipher: this.cipher,
      host: 'test-host',
      version: '0.0.0',
      environment: {},
    };
  }
}
