import { Readable } from 'node:stream';
import { ModelServer } from '@cadre/testing';
import { DEFAULT_AGENT_LIMITS, type AgentLimits } from '@cadre/domain';
import { cancelRequested } from '../execution/abort-reasons';
import { AttemptSuspended, type ApprovalWait } from '../execution/attempt-suspended';
import { LlmStage } from '../testing/llm-stage';
import { RecordingContext } from '../testing/recording-context';
import type { AgentTool } from '../tools/agent-tool.port';
import { ARTIFACT_TOOLS } from '../tools/artifact-tools';
import { ToolBox, ToolNameError } from '../tools/tool-box';

jest.setTimeout(60_000);

const TEA = { kind: 'answer', text: '{"title": "Tea"}' } as const;
const limits = (some: Partial<AgentLimits>) => ({ limits: { ...DEFAULT_AGENT_LIMITS, ...some } });

describe('the tools of an llm agent', () => {
  let server: ModelServer;
  let stage: LlmStage;
  let context: RecordingContext;
  let looked: unknown[];
  let onLook: () => Promise<unknown>;
  const look: AgentTool = {
    name: 'world.look',
    description: 'Looks something up',
    inputSchema: {
      type: 'object',
      required: ['place'],
      additionalProperties: false,
      properties: { place: { type: 'string' }, times: { type: 'integer', default: 1 }, password: { type: 'string' } },
    },
    execute(args) {
      looked.push(args);
      return onLook();
    },
  };
  beforeAll(async () => {
    server = await ModelServer.start();
  });
  beforeEach(() => {
    server.reset();
    looked = [];
    onLook = async () => ({ seen: 'a cup' });
    stage = new LlmStage(server.url, { tools: new ToolBox([look, ...ARTIFACT_TOOLS]) });
    context = new RecordingContext();
  });
  afterEach(() => stage.close());
  afterAll(() => server.close());

  const calls = (name: string, input: unknown) => ({ kind: 'answer', tools: [{ name, input }] }) as const;
  const lastMessages = () => JSON.stringify(server.requests.at(-1)?.body['messages']);

  describe.each(['anthropic/claude-x', 'openai/gpt-x'])('on %s', (model) => {
    const run = (tools = ['world.look'], more = {}) =>
      stage.run({ model: { default: model, fallback: [] }, tools, ...more }, context);

    it('are run with their defaults, and what they say goes back to the model', async () => {
      server.replies(calls('world_look', { place: 'kitchen', password: 'hunter-2' }), TEA);
      expect(await run()).toEqual({ title: 'Tea' });
      expect(looked).toEqual([{ place: 'kitchen', password: 'hunter-2', times: 1 }]);
      expect(lastMessages()).toContain('a cup');
      expect(context.usageSeen).toHaveLength(2);
      expect(context.logLines.join()).toContain('tool world.look {"place":"kitchen"');
      expect(context.logLines.join()).not.toContain('hunter-2');
    });

    it('are not run with arguments that do not fit; the model hears why and may try again', async () => {
      server.replies(calls('world_look', { where: 'x' }), calls('world_look', '{"place": '), TEA);
      expect(await run()).toEqual({ title: 'Tea' });
      expect(looked).toEqual([]);
      expect(lastMessages()).toContain('/place is required');
      expect(context.logLines.filter((line) => line.includes('refused, invalid_arguments'))).toHaveLength(2);
    });

    it('that are not on the list of the agent are neither offered nor run', async () => {
      server.replies(calls('world_look', { place: 'vault' }), TEA);
      expect(await run(['artifacts.write'])).toEqual({ title: 'Tea' });
      expect(looked).toEqual([]);
      expect(JSON.stringify(server.requests[0]?.body['tools'])).not.toContain('world_look');
      expect(context.logLines.join()).toContain('tool world_look: refused, not_offered');
    });

    it('tell the model of their failures', async () => {
      onLook = () => Promise.reject(new TypeError('it is dark'));
      server.replies(calls('world_look', { place: 'cellar' }), TEA);
      expect(await run()).toEqual({ title: 'Tea' });
      expect(lastMessages()).toContain('it is dark');
    });

    it('run in the order in which they were asked for, several at a time', async () => {
      const tools = ['a', 'b'].map((place) => ({ name: 'world_look', input: { place } }));
      server.replies({ kind: 'answer', tools }, TEA);
      await run();
      expect(looked).toMatchObject([{ place: 'a' }, { place: 'b' }]);
    });

    it('keep and read files', async () => {
      context.inputs.set('0199c1a0-0000-7000-8000-00000000000a', Buffer.from('grüße aus der datei'));
      server.replies(
        calls('artifacts_write', { name: 'tea.md', content: '# Tea' }),
        calls('artifacts_read', { artifact_id: '0199c1a0-0000-7000-8000-00000000000a', offset: 2, length: 5 }),
        TEA,
      );
      await run(['artifacts.write', 'artifacts.read']);
      expect(context.files.get('tea.md')).toMatchObject({ content: '# Tea' });
      expect(lastMessages()).toContain('üße a');
    });
  });

  const run = (more = {}, task = {}) => stage.run({ tools: ['world.look'], ...more }, context, task);

  it('that this worker does not have are named in the log', async () => {
    server.replies(TEA);
    await run({ tools: ['world.look', 'web.search'] });
    expect(context.logLines.join()).toContain('not available on this worker: web.search');
  });

  it('are not asked for the same thing three times', async () => {
    server.replies(calls('world_look', { place: 'kitchen' }));
    await expect(run()).rejects.toMatchObject({ errorClass: 'budget_exceeded' });
    expect(looked).toHaveLength(2);
  });

  it('do not go on for ever', async () => {
    server.repliesBy((_, index) => calls('world_look', { place: `room ${index}` }));
    await expect(run()).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED', errorClass: 'budget_exceeded' });
    expect(server.requests).toHaveLength(25);
  });

  it('end with the attempt', async () => {
    onLook = () => {
      context.controller.abort(cancelRequested());
      return Promise.reject(new TypeError('stopped'));
    };
    server.replies(calls('world_look', { place: 'kitchen' }));
    await expect(run()).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(server.requests).toHaveLength(1);
  });

  it('are not run again by the next attempt, which goes on after them', async () => {
    server.replies(calls('world_look', { place: 'kitchen' }), { kind: 'status', status: 500 });
    await expect(run()).rejects.toMatchObject({ errorClass: 'transient' });
    const next = new RecordingContext();
    next.lastCheckpoint = JSON.parse(JSON.stringify(context.checkpointData));
    server.replies(TEA);
    expect(await stage.run({ tools: ['world.look'] }, next)).toEqual({ title: 'Tea' });
    expect(looked).toHaveLength(1);
    expect(lastMessages()).toContain('a cup');
  });

  it('start anew when the agent has changed since', async () => {
    server.replies(calls('world_look', { place: 'kitchen' }), { kind: 'status', status: 500 });
    await expect(run()).rejects.toMatchObject({ errorClass: 'transient' });
    const next = new RecordingContext();
    next.lastCheckpoint = context.checkpointData;
    server.replies(TEA);
    await stage.run({ tools: ['world.look'], version: 'newer' }, next);
    expect(lastMessages()).not.toContain('a cup');
  });

  describe('that a person has to agree to', () => {
    const asking = {
      tools: ['world.look'],
      tool_rules: { 'world.look': { requires_approval: true, four_eyes: true } },
    };
    const two = ['kitchen', 'cellar'].map((place) => ({ name: 'world_look', input: { place } }));
    /** The wait that an attempt ends with. */
    const suspended = async (attempt: Promise<unknown>): Promise<ApprovalWait> => {
      const error = await attempt.then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (!(error instanceof AttemptSuspended) || error.wait.reason !== 'approval') throw error;
      return error.wait;
    };
    /** The attempt after a decision, as it finds its checkpoint. */
    const decided = ({ checkpoint, request }: ApprovalWait, approved: boolean, more = {}): RecordingContext => {
      const next = new RecordingContext();
      const approval = {
        request_hash: request.requestHash,
        approved,
        comment: 'not today',
        decided_by: 'eva',
        ...more,
      };
      next.lastCheckpoint = JSON.parse(JSON.stringify({ ...checkpoint, approval }));
      return next;
    };

    it('suspend the attempt before the call, and say what they would do', async () => {
      server.replies({ kind: 'answer', tools: two });
      const { request } = await suspended(stage.run(asking, context));
      expect(request).toMatchObject({ tool: 'world.look', fourEyes: true, deadlineSeconds: 86_400 });
      expect(request.arguments).toEqual({ place: 'kitchen', times: 1 });
      expect(request.requestHash).toMatch(/^[0-9a-f]{64}$/);
      expect(looked).toEqual([]);
      expect(context.logLines.join()).toContain('tool world.look {"place":"kitchen","times":1}: waits for approval');
    });

    it('are called once agreed to, each of them by its own decision, without asking the model again', async () => {
      server.replies({ kind: 'answer', tools: two }, TEA);
      const first = await suspended(stage.run(asking, context));
      const next = decided(first, true);
      const second = await suspended(stage.run(asking, next));
      expect(looked).toEqual([{ place: 'kitchen', times: 1 }]);
      expect(second.request.requestHash).not.toBe(first.request.requestHash);
      expect(server.requests).toHaveLength(1);
      const last = decided(second, true);
      expect(await stage.run(asking, last)).toEqual({ title: 'Tea' });
      expect(looked).toEqual([
        { place: 'kitchen', times: 1 },
        { place: 'cellar', times: 1 },
      ]);
      expect(server.requests).toHaveLength(2);
      expect(next.logLines.join()).toContain('approved by eva');
    });

    it('are not called when a person says no; the model hears it and why', async () => {
      server.replies({ kind: 'answer', tools: two.slice(0, 1) }, TEA);
      const wait = await suspended(stage.run(asking, context));
      expect(await stage.run(asking, decided(wait, false))).toEqual({ title: 'Tea' });
      expect(looked).toEqual([]);
      expect(lastMessages()).toContain('TOOL_DENIED');
      expect(lastMessages()).toContain('not today');
    });

    it('take no decision about anything else', async () => {
      server.replies({ kind: 'answer', tools: two });
      const wait = await suspended(stage.run(asking, context));
      const other = decided(wait, true, { request_hash: '0'.repeat(64) });
      expect((await suspended(stage.run(asking, other))).request).toEqual(wait.request);
      const elsewhere = { taskId: '0199c1a0-0000-7000-8000-000000000002' };
      await suspended(stage.run(asking, decided(wait, true), elsewhere));
      expect(looked).toEqual([]);
    });

    it('ask anew when the agent has changed meanwhile', async () => {
      server.replies({ kind: 'answer', tools: two });
      const wait = await suspended(stage.run(asking, context));
      await suspended(stage.run({ ...asking, version: 'newer' }, decided(wait, true)));
      expect(looked).toEqual([]);
      expect(server.requests).toHaveLength(2);
    });

    it('may be a tool’s own wish', async () => {
      const touchy = new LlmStage(server.url, { tools: new ToolBox([{ ...look, requiresApproval: true }]) });
      server.replies({ kind: 'answer', tools: two });
      await suspended(touchy.run({ tools: ['world.look'] }, context));
      await touchy.close();
    });
  });

  describe('budgets', () => {
    it('stop before the next call once the tokens are used up', async () => {
      server.repliesBy((_, index) => calls('world_look', { place: `room ${index}` }));
      await expect(run(limits({ max_tokens_per_task: 240 }))).rejects.toMatchObject({
        code: 'BUDGET_EXCEEDED',
        message: '240 of 240 tokens are used',
      });
      expect(server.requests).toHaveLength(2);
    });

    it('stop before the next call once the money is spent', async () => {
      server.repliesBy((_, index) => calls('world_look', { place: `room ${index}` }));
      // Each call costs 100 × 3 + 20 × 15 millionths.
      await expect(run(limits({ max_cost_usd_per_task: 0.001 }))).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' });
      expect(server.requests).toHaveLength(2);
    });

    it('count what earlier attempts have used', async () => {
      const usedBefore = { input_tokens: 900, output_tokens: 100 };
      await expect(run(limits({ max_tokens_per_task: 1_000 }), { usedBefore })).rejects.toMatchObject({
        code: 'BUDGET_EXCEEDED',
      });
      expect(server.requests).toHaveLength(0);
    });

    it('leave the answer no more tokens than there are', async () => {
      server.replies(TEA);
      await run(limits({ max_tokens_per_task: 500 }));
      expect(server.requests[0]?.body['max_tokens']).toBe(500);
    });

    it('say when a model has no price', async () => {
      server.replies(TEA);
      await run({ model: { default: 'anthropic/claude-unlisted', fallback: [] } });
      expect(context.usageSeen).toEqual([{ input_tokens: 100, output_tokens: 20 }]);
      expect(context.logLines.join()).toContain('no price known');
    });
  });

  it('with names that would look the same on the wire are refused at start', () => {
    expect(() => new ToolBox([look, { ...look, name: 'world_look' }])).toThrow(ToolNameError);
  });

  it('read a part of a file that comes in pieces', async () => {
    context.artifacts.read = async () => Readable.from([Buffer.from('abc'), Buffer.from('defg'), Buffer.from('hi')]);
    server.replies(calls('artifacts_read', { artifact_id: 'x', offset: 2, length: 4 }), TEA);
    await run({ tools: ['artifacts.read'] });
    expect(lastMessages()).toContain('cdef');
    expect(lastMessages()).toContain('total_characters\\":9');
  });
});
