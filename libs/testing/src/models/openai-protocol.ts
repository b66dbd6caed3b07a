import type { EventStream } from './event-stream';
import { argumentsOf, DEFAULT_USAGE, piecesOf, type ModelReply, type ReplyUsage } from './model-reply';

type Answer = Extract<ModelReply, { kind: 'answer' }>;
type Body = Readonly<Record<string, unknown>>;

/** Streams an answer in the words of the Chat Completions protocol. */
export async function openaiAnswer(stream: EventStream, body: Body, reply: Answer): Promise<void> {
  const { text = '', tools = [], pieces = 3, usage = DEFAULT_USAGE, end = 'stop' } = reply;
  await reply.firstToken;
  chunk(stream, body, { role: 'assistant', content: '' });
  if (end === 'refusal') chunk(stream, body, { refusal: text });
  else if (text !== '') for (const content of piecesOf(text, pieces)) chunk(stream, body, { content });
  await reply.lastToken;
  tools.forEach((call, index) => {
    const [first = '', ...rest] = piecesOf(argumentsOf(call), 2);
    const begun = { index, id: `call_${index + 1}`, type: 'function', function: { name: call.name, arguments: first } };
    chunk(stream, body, { tool_calls: [begun] });
    for (const more of rest) chunk(stream, body, { tool_calls: [{ index, function: { arguments: more } }] });
  });
  const reason = end === 'length' ? 'length' : tools.length > 0 ? 'tool_calls' : 'stop';
  chunk(stream, body, {}, reason);
  stream.send({ ...head(body), choices: [], usage: counted(usage) });
  stream.send('[DONE]');
  stream.end();
}

export function openaiBeginning(stream: EventStream, body: Body, text: string): void {
  chunk(stream, body, { role: 'assistant', content: text });
}

export function openaiErrorEvent(stream: EventStream, type: string): void {
  stream.send({ error: { message: `it is ${type}`, type, code: null, param: null } });
  stream.end();
}

function chunk(stream: EventStream, body: Body, delta: Body, finish_reason: string | null = null): void {
  stream.send({ ...head(body), choices: [{ index: 0, delta, finish_reason }] });
}

function head({ model }: Body): Body {
  return { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_760_000_000, model };
}

function counted({ input, output, cacheRead = 0 }: ReplyUsage): Body {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cacheRead },
  };
}
