import type { JsonSchema } from '../../schema/json-value';

/** One change to one file: the whole new text, a replacement of text that stands there once, or the file's end. */
export type Edit =
  | { readonly path: string; readonly content: string }
  | { readonly path: string; readonly find: string; readonly replace: string }
  | { readonly path: string; readonly remove: true };

export interface Edits {
  readonly edits: readonly Edit[];
  readonly summary: string;
  readonly simulated?: true;
}

const PATH = { type: 'string', minLength: 1, maxLength: 500 };

/** What a model is asked for. */
export const EDITS_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['edits', 'summary'],
  additionalProperties: false,
  properties: {
    edits: {
      type: 'array',
      maxItems: 200,
      items: {
        type: 'object',
        required: ['path'],
        additionalProperties: false,
        properties: {
          path: { ...PATH, description: 'From the top of the project' },
          content: { type: 'string', maxLength: 500_000, description: 'The whole new text of the file' },
          find: {
            type: 'string',
            minLength: 1,
            maxLength: 100_000,
            description: 'Text that stands in the file exactly once',
          },
          replace: { type: 'string', maxLength: 100_000, description: 'What takes its place' },
          remove: { const: true, description: 'The file goes' },
        },
      },
    },
    summary: { type: 'string', minLength: 1, maxLength: 4_000 },
  },
};

/** An edit that cannot be made; the message tells the model what to do better. */
export class EditRefusedError extends Error {
  readonly code = 'EDIT_REFUSED';
  constructor(path: string, why: string) {
    super(`the edit of ${JSON.stringify(path.slice(0, 200))} ${why}`);
    this.name = 'EditRefusedError';
  }
}
