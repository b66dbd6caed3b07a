import { readFileSync } from 'node:fs';
import { createSimulatedLlm } from '../llm/simulated/simulated-llm';
import { validateOutput, validateParameters } from '../schema/agent-parameters';
import { aTask, RecordingContext } from '../testing/recording-context';
import { parseAgentDefinition } from './parse-agent-definition';
import { projectFile } from './project-file';

const page = readFileSync(projectFile('docs/agents.md'), 'utf8');
const files = [...page.matchAll(/^```markdown\n(---\n[^`]*)^```$/gm)].map(([, text]) => text ?? '');

function parse(text: string) {
  const [, agentId = '', team = ''] = /agent_id: (\S+)[^]*?team: (\S+)/.exec(text) ?? [];
  return parseAgentDefinition(text, { agentId, team });
}

describe('the page that teaches agents', () => {
  it('shows files that are taken as they stand', () => {
    expect(files.map(parse)).toMatchObject([
      { ok: true, definition: { agent_id: 'slogan-writer' } },
      { ok: true, definition: { agent_id: 'price-check' } },
    ]);
  });

  it('shows an agent that runs, and parameters that it refuses', async () => {
    const parsed = parse(files[0] ?? '');
    if (!parsed.ok) throw new Error('the example does not parse');
    const { definition } = parsed;
    const given = validateParameters(definition, { product: 'a lamp that never needs a plug' });
    const parameters = given.ok ? given.value : null;
    const simulated = createSimulatedLlm({ latencyMs: 0 });
    const output = await simulated.execute(aTask(parameters, { definition }), new RecordingContext());
    expect(validateOutput(definition, output)).toMatchObject({ ok: true });
    const refused = validateParameters(definition, { product: '', max_words: 40 });
    expect(refused.ok ? [] : refused.errors).toHaveLength(2);
  });
});
