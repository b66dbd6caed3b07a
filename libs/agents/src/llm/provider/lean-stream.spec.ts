import { leanStream } from './lean-stream';

type Wrap = NonNullable<ReturnType<typeof leanStream>['wrapStream']>;
type Options = Parameters<Wrap>[0];
type Result = Awaited<ReturnType<Wrap>>;
type Part = Result['stream'] extends ReadableStream<infer P> ? P : never;

const text = (delta: string, id = '0'): Part => ({ type: 'text-delta', id, delta });

describe('the stream that the SDK works on', () => {
  const raw: unknown[] = [];

  async function thinned(...parts: Part[]): Promise<Part[]> {
    const stream = new ReadableStream<Part>({
      start(controller) {
        for (const part of parts) controller.enqueue(part);
        controller.close();
      },
    });
    const wrap = leanStream((chunk) => raw.push(chunk)).wrapStream;
    const result = await wrap?.({ doStream: async () => ({ stream }) as Result } as unknown as Options);
    const seen: Part[] = [];
    for await (const part of (result as unknown as { stream: AsyncIterable<Part> }).stream) seen.push(part);
    return seen;
  }

  it('begins at once, and has what follows soon in one piece', async () => {
    expect(await thinned(text('a'), text('b'), text('c'))).toEqual([text('a'), text('bc')]);
  });

  it('keeps the order of everything', async () => {
    const tool: Part = { type: 'tool-input-delta', id: 't', delta: '{' };
    const seen = await thinned(text('a'), text('b'), tool, text('c'), text('d', '1'), { type: 'text-end', id: '1' });
    expect(seen).toEqual([text('a'), text('b'), tool, text('c'), text('d', '1'), { type: 'text-end', id: '1' }]);
  });

  it('leaves alone what has something to say to the provider', async () => {
    const signed: Part = { ...text('x'), providerMetadata: { anthropic: { signature: 's' } } } as Part;
    expect(await thinned(text('a'), text('b'), signed, text('c'))).toEqual([text('a'), text('b'), signed, text('c')]);
  });

  it('has no raw chunks', async () => {
    expect(await thinned({ type: 'raw', rawValue: 7 }, text('a'))).toEqual([text('a')]);
    expect(raw).toEqual([7]);
  });
});
