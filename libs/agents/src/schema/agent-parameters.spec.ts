import { artifactIdsIn, validateOutput, validateParameters } from './agent-parameters';
import type { JsonSchema } from './json-value';

const ID = '0199c1a0-0000-7000-8000-00000000000';

const PARAMETERS: JsonSchema = {
  type: 'object',
  properties: {
    workspace: {
      oneOf: [
        {
          type: 'object',
          required: ['artifact_id'],
          properties: { artifact_id: { type: 'string', format: 'artifact-id' } },
          additionalProperties: false,
        },
        { type: 'object', required: ['path'], properties: { path: { type: 'string' } }, additionalProperties: false },
      ],
    },
    attachments: { type: 'array', items: { $ref: '#/$defs/file' } },
    note: { type: 'string' },
    named: { type: 'object', additionalProperties: { $ref: '#/$defs/file' } },
  },
  $defs: { file: { type: 'string', format: 'artifact-id' } },
};

describe('the files that parameters refer to', () => {
  it('are found wherever the schema marks them, once each', () => {
    const parameters = {
      workspace: { artifact_id: `${ID}1` },
      attachments: [`${ID}2`, `${ID}1`],
      named: { logo: `${ID}3` },
      note: `${ID}4`,
    };
    expect(artifactIdsIn({ parameters: PARAMETERS }, parameters)).toEqual([`${ID}1`, `${ID}2`, `${ID}3`]);
  });

  it('are none where the schema marks none', () => {
    expect(artifactIdsIn({ parameters: { type: 'object' } }, { a: `${ID}1` })).toEqual([]);
  });

  it('must be well-formed ids', () => {
    const result = validateParameters({ parameters: PARAMETERS }, { attachments: ['../etc/passwd'] });
    expect(result).toEqual({
      ok: false,
      errors: [{ path: '/attachments/0', message: 'must match format "artifact-id"' }],
    });
  });
});

describe('checking an output', () => {
  it('accepts anything when the agent states no schema', () => {
    expect(validateOutput({ output: null }, [1, 'two'])).toEqual({ ok: true, value: [1, 'two'] });
  });

  it('holds the answer against the schema', () => {
    const output: JsonSchema = { type: 'object', required: ['title'], properties: { title: { type: 'string' } } };
    expect(validateOutput({ output }, { title: 'x' }).ok).toBe(true);
    expect(validateOutput({ output }, {}).ok).toBe(false);
  });
});
