import { readFileSync } from 'node:fs';
import { validateDefinition } from '@cadre/domain';
import { loadAgentDefinitions } from '../definition/load-agent-definitions';
import { projectFile } from '../definition/project-file';
import { definitionContext } from './definition-context';
import { loadWorkflowTemplates } from './load-workflow-templates';

const page = readFileSync(projectFile('docs/workflows.md'), 'utf8');
const examples = [...page.matchAll(/^```json\n([^`]*)^```$/gm)].map(([, text]) => definitionOf(JSON.parse(text ?? '')));
const { definitions: agents } = loadAgentDefinitions(projectFile('configs/agents'));
const { templates } = loadWorkflowTemplates(projectFile('configs/workflow-templates'), agents);
const context = definitionContext(
  agents,
  templates.map(({ name, definition }) => ({ name, versions: [1], inputs: definition.inputs ?? null })),
);

describe('the page that teaches workflows', () => {
  it.each(examples.map((example) => [example.name, example] as const))(
    'has in %s an example that is valid',
    (_, example) => {
      expect(validateDefinition(example, context)).toMatchObject({ ok: true });
    },
  );

  it('shows every type of step', () => {
    const shown = new Set(
      [...page.matchAll(/"type": "(parallel|map|switch|wait|approval|signal|workflow)"/g)].map(([, type]) => type),
    );
    expect([...shown].sort()).toEqual(['approval', 'map', 'parallel', 'signal', 'switch', 'wait', 'workflow']);
  });

  it('names every shipped template', () => {
    expect(templates.filter(({ name }) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});

/** An example may stand there as it is submitted, with the values of its inputs. */
function definitionOf({ input_values: _, ...definition }: { name: string; input_values?: object }): { name: string } {
  return definition;
}
