import type { JsonSchema } from '../../schema/json-value';

export interface RunArguments {
  readonly command: string;
  readonly workspace?: string;
  readonly files: readonly { readonly path: string; readonly content: string }[];
  readonly keep: readonly string[];
  readonly timeout_seconds: number;
}

const PATH = { type: 'string', minLength: 1, maxLength: 200, description: 'Relative, below the folder' };

/** What a model may say to sandbox.run. */
export const SANDBOX_RUN_INPUT: JsonSchema = {
  type: 'object',
  required: ['command'],
  additionalProperties: false,
  properties: {
    command: { type: 'string', minLength: 1, maxLength: 20_000, description: 'For /bin/sh' },
    workspace: {
      type: 'string',
      maxLength: 100,
      description: "The artifact id of a .tgz, .zip or git bundle among the task's parameters, unpacked beforehand",
    },
    files: {
      type: 'array',
      maxItems: 50,
      default: [],
      items: {
        type: 'object',
        required: ['path', 'content'],
        additionalProperties: false,
        properties: { path: PATH, content: { type: 'string', maxLength: 200_000 } },
      },
    },
    keep: {
      type: 'array',
      maxItems: 20,
      default: [],
      items: PATH,
      description: 'Files to keep with the task afterwards',
    },
    timeout_seconds: { type: 'integer', minimum: 1, maximum: 3_600, default: 60 },
  },
};
