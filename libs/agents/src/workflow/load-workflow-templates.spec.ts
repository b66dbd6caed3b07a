import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderGraph, workflowGraph, planDefinition } from '@cadre/domain';
import { parseCondition } from '@cadre/expressions';
import { loadAgentDefinitions } from '../definition/load-agent-definitions';
import { projectFile } from '../definition/project-file';
import { validateParameters } from '../schema/agent-parameters';
import { loadWorkflowTemplates } from './load-workflow-templates';

const { definitions: agents } = loadAgentDefinitions(projectFile('configs/agents'));
const folder = projectFile('configs/workflow-templates');
const { templates, errors } = loadWorkflowTemplates(folder, agents);
const byName = templates.map((template) => [template.name, template.definition] as const);

describe('the templates that ship with the product', () => {
  it('are seven, without a mistake against the agents there are', () => {
    expect(errors).toEqual([]);
    expect(byName.map(([name]) => name)).toEqual([
      'blog-to-social',
      'build-test-fix',
      'code-review-with-approval',
      'incident-triage',
      'nightly-test-generation',
      'product-launch',
      'user-story-batch',
    ]);
  });

  it.each(byName)('%s bears the name of its file, and its example is what it takes', (name, definition) => {
    expect(readdirSync(folder)).toContain(`${name}.json`);
    const example = JSON.parse(readFileSync(join(folder, `${name}.example.json`), 'utf8')) as { inputs: unknown };
    expect(validateParameters({ parameters: definition.inputs ?? {} }, example.inputs)).toMatchObject({ ok: true });
  });

  it.each(byName)('%s says what it is for and what comes of it', (_, definition) => {
    expect(definition.description).toMatch(/^[A-Z]/);
    expect(definition.output).toBeDefined();
  });

  it('stops building as soon as the tests pass, and after the third time at the latest', () => {
    const definition = templates.find(({ name }) => name === 'build-test-fix')?.definition;
    expect(definition && renderGraph(workflowGraph(planDefinition(definition, parseCondition)))).toBe(
      [
        'change          codegen',
        'check           build-test',
        'second          switch',
        '├─ change-2     codegen  [if not steps.check.output.ok]',
        '├─ check-2      build-test  [if not steps.check.output.ok]',
        '└─ third        switch  [if not steps.check.output.ok]',
        '   ├─ change-3  codegen  [if not steps.second.check-2.output.ok]',
        '   └─ check-3   build-test  [if not steps.second.check-2.output.ok]',
      ].join('\n'),
    );
  });
});

describe('loading templates', () => {
  it('names every mistake with its file, keeps the good ones, and lets them run each other', () => {
    const dir = mkdtempSync(join(tmpdir(), 'templates-'));
    const write = (file: string, text: string): void => writeFileSync(join(dir, file), text);
    write('a.json', '{"name":"a","steps":[{"step_id":"b","type":"workflow","template":"b"}]}');
    write('b.json', '{"name":"b","steps":[{"step_id":"x","agent_id":"echo"}]}');
    write('c.json', '{"name":"c","steps":[{"step_id":"x","agent_id":"ecko"}]}');
    write('d.json', '{');
    const loaded = loadWorkflowTemplates(dir, agents);
    rmSync(dir, { recursive: true });
    expect(loaded.templates.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(loaded.errors).toEqual([
      { file: 'c.json', path: '/steps/0/agent_id', message: expect.stringContaining('did you mean "echo"?') },
      { file: 'd.json', path: '', message: 'must be object' },
    ]);
  });
});
