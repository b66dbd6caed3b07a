import { AttemptContext, type AttemptSurroundings } from './attempt-context';
import { NewsDesk } from './news-desk';

function contextWith(desk: NewsDesk): AttemptContext {
  const surroundings: Pick<AttemptSurroundings, 'desk' | 'seal' | 'onNews'> = {
    desk,
    seal: (plain) => plain,
    onNews: () => undefined,
  };
  return new AttemptContext(surroundings as AttemptSurroundings);
}

describe('a checkpoint', () => {
  it('may hold 1 MiB', () => {
    const desk = new NewsDesk();
    contextWith(desk).checkpoint('x'.repeat(1024 * 1024 - 2));
    expect(desk.news()?.sealed_checkpoint).toHaveLength(1024 * 1024);
  });

  it('is refused beyond that, and the one before stays', () => {
    const desk = new NewsDesk();
    const context = contextWith(desk);
    context.checkpoint({ page: 1 });
    const tooLarge = expect.objectContaining({ code: 'CHECKPOINT_TOO_LARGE', errorClass: 'permanent' }) as Error;
    expect(() => context.checkpoint('é'.repeat(600_000))).toThrow(tooLarge);
    expect(desk.news()?.sealed_checkpoint).toBe('{"page":1}');
  });
});
