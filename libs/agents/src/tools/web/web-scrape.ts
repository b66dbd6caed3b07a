import { TaskErrorCode } from '@cadre/contracts';
import { permanentFailure } from '../../execution/agent-failure';
import type { GuardOptions } from '../../net/guarded-request';
import type { AgentTool } from '../agent-tool.port';
import { readHtml } from './read-html';
import { readPage, textOf } from './read-page';

const NAME = 'web.scrape';
const MOST_CHARACTERS = 100_000;
const MOST_LINKS = 100;

/** Reads what a person would read on a page. Any public host, unless the agent's definition names some. */
export function createWebScrape(guard: GuardOptions): AgentTool {
  return {
    name: NAME,
    description: 'Reads a web page: its title, its text without markup, and the links on it.',
    inputSchema: {
      type: 'object',
      required: ['url'],
      additionalProperties: false,
      properties: {
        url: { type: 'string', minLength: 1, maxLength: 2_000 },
        max_characters: { type: 'integer', minimum: 1, maximum: MOST_CHARACTERS, default: 20_000 },
      },
    },
    async execute(args, context) {
      const { url, max_characters } = args as { url: string; max_characters: number };
      const asked = {
        tool: NAME,
        url,
        method: 'GET',
        accept: 'text/html, text/plain;q=0.8',
        otherwise: ['*'],
      } as const;
      const page = await readPage(asked, context, guard);
      if (page.status >= 300) throw permanentFailure(TaskErrorCode.HttpError, `the server answered ${page.status}`);
      const content = textOf(page);
      const isHtml = /html/i.test(page.headers['content-type'] ?? '');
      const { title, text, links } = isHtml ? readHtml(content, page.url) : { title: null, text: content, links: [] };
      return {
        url: page.url,
        title,
        text: text.slice(0, max_characters),
        links: links.slice(0, MOST_LINKS),
        is_cut: page.truncated || text.length > max_characters,
      };
    },
  };
}
