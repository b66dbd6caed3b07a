import type { EventStream } from './event-stream';
import {
  argumentsOf,
  DEFAULT_USAGE,
  piecesOf,
  type ModelReply,
  type ReplyToolCall,
  type ReplyUsage,
} from './model-reply';

type Answer = Extract<ModelReply, { kind: 'answer' }>;
type Body = Readonly<Record<string, unknown>>;

const STOP_REASONS = { stop: 'end_turn', length: 'max_tokens', refusal: 'refusal' } as const;

/** Streams an answer in the words of the Messages protocol. */
export async function anthropicAnswer(stream: EventStream, body: Body, reply: Answer): Promise<void> {
  const usage = reply.usage ?? DEFAULT_USAGE;
  anthropicStart(stream, body, usage);
  await reply.firstToken;
  const tools = toolCalls(body, reply);
  const text = tools.some(({ name }) => name === 'json') ? '' : (reply.text ?? '');
  if (text !== '') await textBlock(stream, text, reply);
  tools.forEach((call, index) => toolBlock(stream, call, index + (text === '' ? 0 : 1)));
  const stop_reason = tools.length > 0 ? 'tool_use' : STOP_REASONS[reply.end ?? 'stop'];
  const delta = { stop_reason, stop_sequence: null };
  send(stream, { type: 'message_delta', delta, usage: { output_tokens: usage.output } });
  send(stream, { type: 'message_stop' });
  stream.end();
}

/** The beginning of every stream, and some text. */
export function anthropicBeginning(stream: EventStream, body: Body, text: string): void {
  anthropicStart(stream, body, DEFAULT_USAGE);
  send(stream, { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } });
  send(stream, { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } });
}

export function anthropicErrorEvent(stream: EventStream, type: string): void {
  send(stream, { type: 'error', error: { type, message: `it is ${type}` } });
  stream.end();
}

function anthropicStart(stream: EventStream, { model }: Body, usage: ReplyUsage): void {
  const { input, cacheRead = 0, cacheWrite = 0 } = usage;
  const counted = {
    input_tokens: input - cacheRead - cacheWrite,
    cache_read_input_tokens: cacheRead,
    cache_creation_input_tokens: cacheWrite,
    output_tokens: 1,
  };
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model, content: [], stop_reason: null };
  send(stream, { type: 'message_start', message: { ...message, stop_sequence: null, usage: counted } });
  send(stream, { type: 'ping' });
}

async function textBlock(stream: EventStream, text: string, { pieces = 3, lastToken }: Answer): Promise<void> {
  send(stream, { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } });
  for (const piece of piecesOf(text, pieces)) {
    send(stream, { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: piece } });
  }
  await lastToken;
  send(stream, { type: 'content_block_stop', index: 0 });
}

function toolBlock(stream: EventStream, call: ReplyToolCall, index: number): void {
  const block = { type: 'tool_use', id: `toolu_${index + 1}`, name: call.name, input: {} };
  send(stream, { type: 'content_block_start', index, content_block: block });
  for (const partial_json of piecesOf(argumentsOf(call), 2)) {
    send(stream, { type: 'content_block_delta', index, delta: { type: 'input_json_delta', partial_json } });
  }
  send(stream, { type: 'content_block_stop', index });
}

/** A model that is forced to answer through the tool "json" does so. */
function toolCalls({ tools }: Body, { tools: wanted = [], text, end }: Answer): readonly ReplyToolCall[] {
  const offered = Array.isArray(tools) ? (tools as { name?: unknown }[]) : [];
  const forced = wanted.length === 0 && end === undefined && offered.some(({ name }) => name === 'json');
  return forced ? [{ name: 'json', input: text ?? '' }] : wanted;
}

function send(stream: EventStream, event: Body & { readonly type: string }): void {
  stream.send(event, event.type);
}
