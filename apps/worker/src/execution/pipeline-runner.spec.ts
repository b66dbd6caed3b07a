import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AgentFailure,
  ExecutorRegistry,
  FolderBlobStore,
  HandBack,
  permanentFailure,
  type AgentExecutor,
} from '@cadre/agents';
import { MessageType, TaskErrorCode, type AttemptReportV1, type GrantV1 } from '@cadre/contracts';
import { ArtifactKeys, BusCipher, generateKeyMaterial, KeyRing, sha256Hex } from '@cadre/crypto';
import { DEFAULT_AGENT_LIMITS, DEFAULT_RETRY_POLICY, ErrorClass, type AgentDefinition } from '@cadre/domain';
import { createLogger, createMetrics, currentLogContext } from '@cadre/observability';
import { AgentCatalogue } from '../registry/agent-catalogue.port';
import { AttemptPipeline } from './attempt-pipeline';
import type { GrantedTask, LeaseHolder, StopReason } from './attempt-runner.port';
import { AttemptScope } from './attempt-scope';
import { ReportBuilder } from './build-report';
import { ExecutionMetrics } from './execution.metrics';
import { PipelineRunner } from './pipeline-runner';

const TASK_ID = '0199c1a0-0000-7000-8000-000000000001';
const VERSION = 'abcabcabcabc';
/** Its leases are always confirmed. */
const HOLDER: LeaseHolder = { onNews: () => undefined, isLeaseConfirmed: () => true };
const ring = new KeyRing(generateKeyMaterial(['platform']));
const cipher = new BusCipher('platform', ring.busKey('platform'));
const artifactKeys = new ArtifactKeys('spec', new Map([['spec', ring.busKey('platform')]]));

const DEFINITION: AgentDefinition = {
  agent_id: 'probe',
  name: 'Probe',
  team: 'platform',
  description: 'A probe',
  executor: 'builtin',
  parameters: {
    type: 'object',
    required: ['n'],
    properties: { n: { type: 'integer' }, more: { type: 'string', default: 'filled in' } },
  },
  output: { type: 'object', required: ['ok'], properties: { ok: { type: 'boolean' } } },
  model: null,
  tools: [],
  limits: DEFAULT_AGENT_LIMITS,
  retry: DEFAULT_RETRY_POLICY,
  settings: {},
  instructions: '',
  version: VERSION,
};

class OneAgent extends AgentCatalogue {
  override get(agentId: string): AgentDefinition {
    if (agentId === DEFINITION.agent_id) return DEFINITION;
    throw permanentFailure(TaskErrorCode.AgentNotFound, 'no such agent');
  }
  override all(): readonly AgentDefinition[] {
    return [DEFINITION];
  }
}

/** Agents are other people's code: some reject with anything. */
async function rejectedWith(anything: unknown): Promise<never> {
  throw anything as Error;
}

describe('running an attempt', () => {
  let folder: string;
  let metrics: ReturnType<typeof createMetrics>;
  let executionMetrics: ExecutionMetrics;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pipeline-'));
    metrics = createMetrics({ service: 'test', role: 'worker', shard: '0' });
    executionMetrics = new ExecutionMetrics(metrics);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function runnerOf(execute: AgentExecutor['execute']): PipelineRunner {
    const logger = createLogger({ service: 'test', role: 'worker', destination: { write: () => undefined } });
    const executors = new ExecutorRegistry({
      builtin: { probe: { execute } },
      command: {},
      llm: { execute },
      http: { execute },
    });
    const blobs = new FolderBlobStore(folder, artifactKeys);
    const scope = new AttemptScope();
    const pipeline = new AttemptPipeline({
      catalogue: new OneAgent(),
      executors,
      blobs,
      cipher,
      metrics: executionMetrics,
      scope,
      logger,
    });
    return new PipelineRunner(pipeline, new ReportBuilder(cipher), scope, logger);
  }

  function granted(parameters: unknown = { n: 1 }, grant: Partial<GrantV1> = {}): GrantedTask {
    const aad = { type: MessageType.ClaimAnswer, taskId: TASK_ID, leaseNo: 3 };
    const seal = (value: unknown): string => cipher.seal(JSON.stringify(value), aad);
    return {
      taskId: TASK_ID,
      grant: {
        lease_no: 3,
        lease_token: 'token',
        lease_seconds: 30,
        agent_id: 'probe',
        agent_version: VERSION,
        tenant: 'acme',
        sealed_parameters: seal(parameters),
        sealed_checkpoint: seal({ page: 7 }),
        input_artifacts: [],
        timeout_seconds: 60,
        soft_timeout_seconds: 50,
        failures_counted: 2,
        max_retries: 3,
        cancel_requested: false,
        trace_parent: '00-11111111111111111111111111111111-2222222222222222-01',
        ...grant,
      },
    };
  }

  const run = (execute: AgentExecutor['execute'], task = granted()): Promise<AttemptReportV1 | null> =>
    runnerOf(execute).begin(task, HOLDER).ended;
  const open = (sealed: string): string =>
    cipher.open(sealed, { type: MessageType.Report, taskId: TASK_ID, leaseNo: 3 }).toString();

  it('gives the agent what it needs, and seals what it answers', async () => {
    let seen: unknown;
    const report = await run(async (task, context) => {
      seen = { ...task, definition: task.definition.agent_id, checkpoint: context.lastCheckpoint };
      return { ok: true };
    });
    expect(seen).toMatchObject({
      taskId: TASK_ID,
      tenant: 'acme',
      attempt: 3,
      failuresCounted: 2,
      parameters: { n: 1 },
      checkpoint: { page: 7 },
    });
    expect(report).toMatchObject({
      task_id: TASK_ID,
      lease_no: 3,
      lease_token: 'token',
      outcome: { kind: 'completed', result_hash: sha256Hex('{"ok":true}') },
    });
    expect(report?.outcome.kind === 'completed' && open(report.outcome.sealed_result)).toBe('{"ok":true}');
  });

  it('checks the parameters again only when the agent has changed since', async () => {
    const given: unknown[] = [];
    const remember: AgentExecutor['execute'] = async ({ parameters }) => {
      given.push(parameters);
      return { ok: true };
    };
    await run(remember, granted({ n: 'not checked' }));
    await run(remember, granted({ n: 1 }, { agent_version: 'older' }));
    expect(given).toEqual([{ n: 'not checked' }, { n: 1, more: 'filled in' }]);
    const refused = await run(remember, granted({ n: 'x' }, { agent_version: 'older' }));
    expect(refused?.outcome).toMatchObject({
      kind: 'failed',
      error: {
        code: 'PARAMETERS_INVALID',
        class: 'invalid_parameters',
        message: expect.stringContaining('/n must be integer') as string,
      },
    });
  });

  it.each([
    ['an answer that does not fit', async () => ({ ok: 'yes' }), 'OUTPUT_INVALID', 'invalid_output'],
    ['no answer', async () => undefined, 'OUTPUT_INVALID', 'invalid_output'],
    [
      'an answer that is too large',
      async () => ({ ok: true, text: 'x'.repeat(1024 * 1024) }),
      'RESULT_TOO_LARGE',
      'permanent',
    ],
    [
      'an unknown error',
      async () => {
        throw new TypeError('x');
      },
      'AGENT_ERROR',
      'transient',
    ],
    [
      'an error thrown at once',
      () => {
        throw new TypeError('x');
      },
      'AGENT_ERROR',
      'transient',
    ],
    ['something that is no error', () => rejectedWith('a text'), 'AGENT_ERROR', 'transient'],
    ['an answer that is no JSON', async () => ({ ok: true, big: 1n }), 'OUTPUT_INVALID', 'invalid_output'],
  ] as [string, AgentExecutor['execute'], string, string][])(
    '%s is a failure',
    async (_, execute, code, errorClass) => {
      expect((await run(execute))?.outcome).toMatchObject({ kind: 'failed', error: { code, class: errorClass } });
    },
  );

  it('tells the stack to those who may open it, bounded like the message', async () => {
    const report = await run(async () => {
      throw new TypeError('m'.repeat(50_000));
    });
    if (report?.outcome.kind !== 'failed') throw new TypeError('expected a failure');
    expect(report.outcome.error.message.length).toBeLessThanOrEqual(2_000);
    expect(open(report.outcome.error.sealed_stack ?? '')).toContain('TypeError');
  });

  it('passes on how long to wait', async () => {
    const report = await run(async () => {
      throw new AgentFailure(TaskErrorCode.RateLimited, 'slow down', {
        errorClass: ErrorClass.RateLimited,
        retryAfterSeconds: 9,
      });
    });
    expect(report?.outcome).toMatchObject({ error: { class: 'rate_limited', retry_after_seconds: 9 } });
  });

  it('reports files, log lines and usage beside the outcome', async () => {
    const report = await run(async (_, context) => {
      context.log('info', 'a secret line');
      context.usage({ input_tokens: 3, cost_micro_usd: 10 });
      context.usage({ input_tokens: 4, output_tokens: 5, cost_micro_usd: 20 });
      await context.artifacts.write({ name: 'a.txt', kind: 'text', contentType: 'text/plain', content: 'hello' });
      return { ok: true };
    });
    expect(report).toMatchObject({
      usage: { input_tokens: 7, output_tokens: 5, cost_micro_usd: 30 },
      artifacts: [{ name: 'a.txt', kind: 'text', size: 5 }],
      logs: [{ line_no: 1, level: 'info' }],
    });
    expect(JSON.stringify(report)).not.toContain('a secret line');
    expect(open(report?.logs?.[0]?.sealed ?? '')).toBe('a secret line');
  });

  it('reports no cost at all when a part of it is unknown', async () => {
    const report = await run(async (_, context) => {
      context.usage({ input_tokens: 3, cost_micro_usd: 10 });
      context.usage({ input_tokens: 4 });
      return { ok: true };
    });
    expect(report?.usage).toEqual({ input_tokens: 7, output_tokens: 0 });
  });

  it('hands back, uncounted, what its agent can do nothing for now', async () => {
    const report = await run(() => Promise.reject(new HandBack('provider_paused', 'the key is paused')));
    expect(report?.outcome).toEqual({ kind: 'handed_back', reason: 'provider_paused' });
  });

  it('seals a checkpoint for the orchestrator', async () => {
    const attempt = runnerOf(async (_, context) => {
      context.checkpoint({ page: 8 });
      return { ok: true };
    }).begin(granted(), HOLDER);
    await attempt.ended;
    const sealed = attempt.news()?.sealed_checkpoint ?? '';
    expect(cipher.open(sealed, { type: MessageType.Heartbeat, taskId: TASK_ID, leaseNo: 3 }).toString()).toBe(
      '{"page":8}',
    );
  });

  it('knows whose error it is that nobody caught', async () => {
    let crash: (() => void) | undefined;
    const runner = runnerOf(async () => {
      await new Promise<void>((resolve) => {
        crash = () => expect(runner.crashCurrent(new RangeError('stray'))).toBe(true);
        setImmediate(() => {
          crash?.();
          setTimeout(resolve, 60_000).unref();
        });
      });
      return { ok: true };
    });
    const report = await runner.begin(granted(), HOLDER).ended;
    expect(report?.outcome).toMatchObject({
      kind: 'failed',
      error: { code: 'AGENT_ERROR', class: 'transient', message: 'stray' },
    });
    expect(runner.crashCurrent(new RangeError("nobody's"))).toBe(false);
  });

  it('charges no attempt with what another part of the worker started on its behalf', async () => {
    const strays: unknown[] = [];
    const sharedTimer = new Promise<void>((resolve) => {
      const holder: LeaseHolder = {
        ...HOLDER,
        onNews: () =>
          void setImmediate(() => {
            strays.push(runner.crashCurrent(new RangeError("the timer's")), currentLogContext());
            resolve();
          }),
      };
      const runner = runnerOf(async (_, context) => {
        context.progress(1);
        await sharedTimer;
        return { ok: true };
      });
      void runner.begin(granted(), holder);
    });
    await sharedTimer;
    expect(strays).toEqual([false, {}]);
  });

  it('charges an attempt with what its agent throws when it is told to stop', async () => {
    const crashed: boolean[] = [];
    const runner = runnerOf(async (_, { signal }) => {
      signal.addEventListener('abort', () => crashed.push(runner.crashCurrent(new RangeError('stray'))));
      await new Promise(() => undefined);
    });
    const attempt = runner.begin(granted(), HOLDER);
    attempt.stop('soft_timeout');
    await attempt.ended;
    expect(crashed).toEqual([true]);
  });

  describe('without a confirmed lease', () => {
    const unconfirmed: LeaseHolder = { ...HOLDER, isLeaseConfirmed: () => false };

    it('runs on and keeps its outcome when it makes no further call', async () => {
      const report = await runnerOf(async () => ({ ok: true })).begin(granted(), unconfirmed).ended;
      expect(report?.outcome.kind).toBe('completed');
    });

    it('is aborted before its next call, with everything it has under way, and handed back uncounted', async () => {
      const called = jest.fn();
      let aborted: unknown;
      const runner = runnerOf(async (_, context) => {
        context.signal.addEventListener('abort', () => (aborted = context.signal.reason));
        context.beforeCall();
        called();
        return { ok: true };
      });
      const report = await runner.begin(granted(), unconfirmed).ended;
      expect(report?.outcome).toEqual({ kind: 'handed_back', reason: 'lease_unconfirmed' });
      expect(aborted).toMatchObject({ code: 'LEASE_LOST' });
      expect(called).not.toHaveBeenCalled();
      expect(await metrics.text()).toMatch(/cadre_attempts_unconfirmed_total\{.*\} 1/);
    });

    it('keeps what the agent answers instead of the refused call', async () => {
      const runner = runnerOf(async (_, context) => {
        expect(() => context.beforeCall()).toThrow();
        return { ok: true };
      });
      const report = await runner.begin(granted(), unconfirmed).ended;
      expect(report?.outcome.kind).toBe('completed');
    });
  });

  it('makes no further call once it was told to stop', async () => {
    const attempt = runnerOf(async (_, context) => {
      await new Promise((resolve) => context.signal.addEventListener('abort', resolve));
      expect(() => context.beforeCall()).toThrow(expect.objectContaining({ code: 'CANCELLED' }) as Error);
      return { ok: true };
    }).begin(granted(), HOLDER);
    await new Promise((resolve) => setImmediate(resolve));
    attempt.stop('cancelled');
    expect((await attempt.ended)?.outcome.kind).toBe('completed');
  });

  it('counts an agent that runs on although its attempt is over', async () => {
    let finish: () => void = () => undefined;
    const runner = runnerOf(() => new Promise((resolve) => (finish = () => resolve({ ok: true }))));
    const attempt = runner.begin(granted({ n: 1 }, { timeout_seconds: 0.05, soft_timeout_seconds: 0.05 }), HOLDER);
    expect((await attempt.ended)?.outcome).toMatchObject({ error: { code: 'TASK_TIMEOUT', class: 'timeout' } });
    expect(await metrics.text()).toMatch(/cadre_attempts_abandoned\{.*\} 1/);
    finish();
    await new Promise((resolve) => setImmediate(resolve));
    expect(await metrics.text()).toMatch(/cadre_attempts_abandoned\{.*\} 0/);
  });

  it('calls the end of one that ignored the soft limit the hard limit', async () => {
    const task = granted({ n: 1 }, { timeout_seconds: 0.1, soft_timeout_seconds: 0.05 });
    const report = await run(() => new Promise(() => undefined), task);
    expect(report?.outcome).toMatchObject({ error: { code: 'TASK_TIMEOUT' } });
  });

  /** A cooperative agent is told to stop at every instant of its run: what is reported is what it was told, or done. */
  it.each<[StopReason, readonly string[]]>([
    ['cancelled', ['completed', 'cancelled']],
    ['shutdown', ['completed', 'handed_back']],
    ['lease_unconfirmed', ['completed', 'handed_back']],
    ['hard_timeout', ['completed', 'failed']],
    ['lease_lost', ['nothing']],
  ])('%s against completion ends in one of both, at every instant', async (reason, allowed) => {
    const cooperative: AgentExecutor['execute'] = async (_, { signal }) => {
      for (let step = 0; step < 8; step++) {
        await Promise.resolve();
        if (signal.aborted) throw signal.reason;
      }
      return { ok: true };
    };
    const runner = runnerOf(cooperative);
    const seen = new Set<string>();
    for (let instant = 0; instant < 60; instant++) {
      const attempt = runner.begin(granted(), HOLDER);
      for (let turn = 0; turn < instant; turn++) await Promise.resolve();
      attempt.stop(reason);
      const report = await attempt.ended;
      seen.add(report?.outcome.kind ?? 'nothing');
    }
    expect([...seen].filter((kind) => !allowed.includes(kind) && kind !== 'completed')).toEqual([]);
    if (reason !== 'lease_lost') expect(seen.size).toBe(2);
  });
});
