import { TaskErrorCode } from '@cadre/contracts';
import { permanentFailure } from '../../execution/agent-failure';
import { isRecord } from '../../schema/json-value';
import type { AgentTool } from '../agent-tool.port';
import { askService, type ServiceAccount } from './ask-service';

const NAME = 'web.search';
const TIMEOUT_MS = 30_000;
const MOST_BYTES = 2 * 1024 * 1024;
const SNIPPET_CHARACTERS = 2_000;

interface SearchArguments {
  readonly query: string;
  readonly max_results: number;
}

/** Searches the web at a service that speaks Perplexity's protocol; makes results up, marked, when there is none. */
export function createWebSearch(fetch: typeof globalThis.fetch, account: ServiceAccount | undefined): AgentTool {
  return {
    name: NAME,
    description: 'Searches the web. Answers with titles, addresses and excerpts.',
    inputSchema: {
      type: 'object',
      required: ['query'],
      additionalProperties: false,
      properties: {
        query: { type: 'string', minLength: 1, maxLength: 1_000 },
        max_results: { type: 'integer', minimum: 1, maximum: 20, default: 10 },
      },
    },
    async execute(args, { attempt }) {
      const asked = args as SearchArguments;
      if (account === undefined) return simulated(asked);
      const path = '/search';
      const limits = { timeoutMs: TIMEOUT_MS, mostBytes: MOST_BYTES, signal: attempt.signal };
      const answer = await askService(fetch, { who: 'the web search', account, path, body: asked, ...limits });
      return { results: resultsOf(answer).slice(0, asked.max_results) };
    },
  };
}

function resultsOf(answer: unknown): object[] {
  const results = isRecord(answer) ? answer['results'] : undefined;
  if (!Array.isArray(results)) {
    throw permanentFailure(TaskErrorCode.ProviderRejected, 'the web search answered without results');
  }
  return results.filter(isRecord).map(({ title, url, snippet, date }) => ({
    title: textOf(title),
    url: textOf(url),
    snippet: textOf(snippet).slice(0, SNIPPET_CHARACTERS),
    ...(typeof date === 'string' && { date }),
  }));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** On a name that belongs to nobody, so that nobody takes them for sources. */
function simulated({ query, max_results }: SearchArguments): object {
  const results = Array.from({ length: Math.min(3, max_results) }, (_, index) => ({
    title: `Simulated result ${index + 1} for "${query.slice(0, 80)}"`,
    url: `https://simulated.example/${index + 1}?q=${encodeURIComponent(query.slice(0, 80))}`,
    snippet: 'No search service is configured; nothing was searched.',
  }));
  return { simulated: true, results };
}
