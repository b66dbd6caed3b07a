import type { GuardOptions } from '../../net/guarded-request';
import type { AgentTool } from '../agent-tool.port';
import { readPage, textOf } from './read-page';

const NAME = 'http.fetch';
const MOST_CHARACTERS = 100_000;

/** Reads an address among the hosts that the agent's definition names. */
export function createHttpFetch(guard: GuardOptions): AgentTool {
  return {
    name: NAME,
    description: 'Reads a text (JSON, XML, HTML, plain) from an https address by GET or HEAD. Follows redirects.',
    inputSchema: {
      type: 'object',
      required: ['url'],
      additionalProperties: false,
      properties: {
        url: { type: 'string', minLength: 1, maxLength: 2_000 },
        method: { type: 'string', enum: ['GET', 'HEAD'], default: 'GET' },
        accept: { type: 'string', pattern: '^[\\x20-\\x7e]+$', maxLength: 200, default: '*/*' },
        max_characters: { type: 'integer', minimum: 1, maximum: MOST_CHARACTERS, default: 20_000 },
      },
    },
    async execute(args, context) {
      const { max_characters, ...asked } = args as FetchArguments;
      const page = await readPage({ ...asked, tool: NAME, otherwise: [] }, context, guard);
      const text = asked.method === 'HEAD' ? '' : textOf(page);
      return {
        url: page.url,
        status: page.status,
        content_type: page.headers['content-type'] ?? null,
        body: text.slice(0, max_characters),
        is_cut: page.truncated || text.length > max_characters,
      };
    },
  };
}

interface FetchArguments {
  readonly url: string;
  readonly method: 'GET' | 'HEAD';
  readonly accept: string;
  readonly max_characters: number;
}
