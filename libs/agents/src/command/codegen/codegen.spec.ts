import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BuildTestSummaryV1 } from '@cadre/contracts';
import { ModelServer } from '@cadre/testing';
import { loadAgentDefinitions } from '../../definition/load-agent-definitions';
import { projectFile } from '../../definition/project-file';
import type { AgentExecutor } from '../../execution/executor.port';
import { createSimulatedLlm } from '../../llm/simulated/simulated-llm';
import { probeSandbox } from '../../sandbox/probe-sandbox';
import { SandboxProfiles } from '../../sandbox/sandbox-profile';
import { validateOutput } from '../../schema/agent-parameters';
import { LlmStage } from '../../testing/llm-stage';
import { aTask, RecordingContext } from '../../testing/recording-context';
import { createBuildTest } from '../build-test/build-test';
import type { CommandOptions } from '../command-options';
import type { CodegenOutput } from './codegen-output';
import { createCodegen } from './codegen';
import type { Edit } from './edits';

jest.setTimeout(60_000);

const FILES = {
  'package.json': JSON.stringify({ name: 'shop', type: 'module', scripts: { test: 'node --test' } }),
  'src/price.js': 'export const price = (net) => net;\n',
  'test/price.test.js':
    "import { test } from 'node:test';\nimport assert from 'node:assert';\nimport { price } from '../src/price.js';\n" +
    "test('adds a fifth of tax', () => assert.equal(price(100), 120));\n",
  'node_modules/dep/index.js': 'module.exports = 1;\n',
};
const DIFF =
  '--- a/src/price.js\n+++ b/src/price.js\n@@ -1 +1 @@\n-export const price = (net) => net;\n+export const price = (net) => net * 1.2;\n';

describe('codegen', () => {
  const { definitions } = loadAgentDefinitions(projectFile('configs/agents'));
  const shipped = definitions.find(({ agent_id: id }) => id === 'codegen');
  let options: CommandOptions;
  let root: string;
  let path: string;
  let models: ModelServer;
  let stage: LlmStage;
  let context: RecordingContext;

  beforeAll(async () => {
    options = {
      sandbox: await probeSandbox(),
      profiles: SandboxProfiles.load(projectFile('configs/sandbox_limits.json')),
      workspaceRoots: [tmpdir()],
      hostEnvironment: {},
    };
    models = await ModelServer.start();
    stage = new LlmStage(models.url);
  });
  afterAll(async () => {
    await stage.close();
    await models.close();
  });
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'codegen-'));
    path = join(root, 'shop');
    context = new RecordingContext();
    for (const [name, content] of Object.entries(FILES)) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), content);
    }
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const says = (edits: readonly Edit[], summary = 'Done.') =>
    ({ kind: 'answer', text: JSON.stringify({ edits, summary }) }) as const;

  async function change(
    parameters: Record<string, unknown>,
    llm: AgentExecutor = stage.executor,
  ): Promise<CodegenOutput> {
    if (shipped === undefined) throw new Error('there is no agent codegen');
    const task = aTask({ workspace: { path }, failures: [], ...parameters }, { definition: shipped });
    const output = await createCodegen({ ...options, llm }).execute(task, context);
    expect(validateOutput(shipped, output)).toMatchObject({ ok: true });
    return output as CodegenOutput;
  }

  const test = (patch: CodegenOutput['patch']): Promise<BuildTestSummaryV1> =>
    createBuildTest(options).execute(aTask({ workspace: { path }, patch }), context) as Promise<BuildTestSummaryV1>;

  const shown = (index: number): string => JSON.stringify(models.requests.at(index)?.body['messages']);

  it('changes, tests, hears what failed, and changes again until it is green', async () => {
    models.replies(
      says([{ path: 'src/price.js', find: '=> net', replace: '=> net * 1.1' }], 'Added tax.'),
      says([{ path: 'src/price.js', find: '1.1', replace: '1.2' }], 'Corrected the rate.'),
    );
    const first = await change({ instruction: 'Add the tax' });
    expect(first).toMatchObject({
      files_changed: ['src/price.js'],
      insertions: 1,
      deletions: 1,
      summary: 'Added tax.',
    });
    expect(shown(-1)).toContain('adds a fifth of tax');
    expect(shown(-1)).not.toContain('module.exports = 1');
    const red = await test(first.patch);
    expect(red).toMatchObject({ ok: false, failures: [{ name: 'adds a fifth of tax' }] });

    const second = await change({ instruction: 'Add the tax', patch: first.patch, failures: red.failures });
    expect(shown(-1)).toContain('net * 1.1');
    expect(shown(-1)).toContain(String(red.failures[0]?.message).split('\n')[0]);
    expect(await test(second.patch)).toMatchObject({ ok: true, tests: { passed: 1 } });

    // Against the project as it was given, which is still as it was.
    writeFileSync(join(root, 'diff'), context.files.get('diff.patch')?.content ?? '');
    execFileSync('git', ['apply', join(root, 'diff')], { cwd: path });
    expect(readFileSync(join(path, 'src/price.js'), 'utf8')).toContain('net * 1.2');
  });

  it('writes the patch, the summary and the metrics', async () => {
    models.replies(
      says([
        { path: 'doc/tax.md', content: '# Tax\n' },
        { path: 'test/price.test.js', remove: true },
      ]),
    );
    await change({ instruction: 'Document the tax' });
    expect([...context.files.keys()].sort()).toEqual(['diff.patch', 'metrics.json', 'summary.md']);
    expect(context.files.get('summary.md')?.content).toContain('- `doc/tax.md`');
    expect(JSON.parse(context.files.get('metrics.json')?.content ?? '')).toMatchObject({
      ...{ files_changed: 2, insertions: 1, deletions: 4, rounds: 1, simulated: false },
    });
  });

  it('needs no model for a ready patch', async () => {
    const asked = models.requests.length;
    context.inputs.set('given', Buffer.from(DIFF));
    const output = await change({ patch: { artifact_id: 'given' } });
    expect(output).toMatchObject({ files_changed: ['src/price.js'], summary: 'The given patch applies.' });
    expect(await test(output.patch)).toMatchObject({ ok: true });
    expect(models.requests).toHaveLength(asked);
  });

  it.each([
    ['fits nothing', DIFF.replace('=> net;', '=> gross;')],
    ['is none', 'hello'],
    ['leaves the project', DIFF.replaceAll('src/price.js', '../../price.js')],
  ])('refuses a patch that %s', async (_, patch) => {
    context.inputs.set('given', Buffer.from(patch));
    await expect(change({ patch: { artifact_id: 'given' } })).rejects.toMatchObject({ code: 'PATCH_REJECTED' });
  });

  it.each<readonly [string, Edit, string]>([
    ['leave the project', { path: '../shop2/x', content: 'x' }, 'leaves the project'],
    ['touch the history', { path: '.git/hooks/x', content: 'x' }, 'leaves the project'],
    ['look for what is not there', { path: 'src/price.js', find: 'gross', replace: '' }, 'stands there 0 times'],
    ['look in a file that is not there', { path: 'src/none.js', find: 'x', replace: '' }, 'does not exist'],
  ])('has edits corrected that %s, and makes none of them until then', async (_, bad, problem) => {
    models.replies(
      says([{ path: 'src/new.js', content: 'x' }, bad]),
      says([{ path: 'src/price.js', find: '=> net', replace: '=> net * 1.2' }]),
    );
    const output = await change({ instruction: 'Add the tax' });
    expect(shown(-1)).toContain(problem);
    expect(output.files_changed).toEqual(['src/price.js']);
  });

  it('gives up when edits stay impossible', async () => {
    models.replies(says([{ path: '/etc/passwd', content: 'x' }]));
    await expect(change({ instruction: 'Add the tax' })).rejects.toMatchObject({
      code: 'OUTPUT_INVALID',
      errorClass: 'invalid_output',
    });
  });

  it('changes nothing without a model, and says so', async () => {
    const output = await change({ instruction: 'Add the tax' }, createSimulatedLlm({ latencyMs: 0 }));
    expect(output).toMatchObject({ files_changed: [], simulated: true });
    expect(output.summary).toContain('no model provider is configured');
    expect(context.files.get('diff.patch')?.content).toBe('');
    expect(await test(output.patch)).toMatchObject({ ok: false });
  });
});
