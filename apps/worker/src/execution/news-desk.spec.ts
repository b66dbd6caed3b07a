import { NewsDesk } from './news-desk';

describe('what an attempt has to tell', () => {
  it('is nothing at first, and nothing again once it has arrived', () => {
    const desk = new NewsDesk();
    expect(desk.news()).toBeUndefined();
    desk.progress(10, 'begun', 'reading');
    desk.news()?.confirm();
    expect(desk.news()).toBeUndefined();
  });

  it('comes again until it has arrived, the latest of it', () => {
    const desk = new NewsDesk();
    desk.progress(10, undefined, undefined);
    const lost = desk.news();
    desk.progress(20, 'half', undefined);
    lost?.confirm();
    expect(desk.news()?.progress).toEqual({ percent: 20, message: 'half' });
  });

  it.each([
    [-5, 10],
    [5, 10],
    [50.12345, 50.12],
    [1_000, 100],
    [Number.NaN, 10],
    [Number.POSITIVE_INFINITY, 10],
  ])('progress of %p after 10 is %p', (percent, shown) => {
    const desk = new NewsDesk();
    desk.progress(10, undefined, undefined);
    desk.progress(percent, undefined, undefined);
    expect(desk.news()?.progress?.percent).toBe(shown);
  });

  it('holds a checkpoint once: it may be large, and progress comes often', () => {
    const desk = new NewsDesk();
    desk.checkpoint('sealed');
    desk.progress(10, undefined, undefined);
    const first = desk.news();
    desk.progress(20, undefined, undefined);
    expect(desk.news()).toMatchObject({ sealed_checkpoint: 'sealed' });
    first?.confirm();
    expect(desk.news()).toMatchObject({ progress: { percent: 20 } });
    expect(desk.news()).not.toHaveProperty('sealed_checkpoint');
    desk.checkpoint('next');
    expect(desk.news()).toMatchObject({ progress: { percent: 20 }, sealed_checkpoint: 'next' });
  });

  it('holds no progress that has arrived', () => {
    const desk = new NewsDesk();
    desk.progress(10, undefined, undefined);
    desk.news()?.confirm();
    desk.checkpoint('sealed');
    expect(desk.news()).not.toHaveProperty('progress');
  });

  it('carries a checkpoint beside the progress', () => {
    const desk = new NewsDesk();
    desk.checkpoint('sealed');
    expect(desk.news()).toMatchObject({ sealed_checkpoint: 'sealed' });
  });
});
