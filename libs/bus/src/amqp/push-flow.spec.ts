import { PushFlow } from './push-flow';

describe('how much the broker pushes', () => {
  it('is the room there is, and what is being handled', () => {
    const flow = new PushFlow(() => 10);
    expect([flow.ask(0), flow.wanted]).toEqual([true, 10]);
    expect([flow.ask(0), flow.wanted]).toEqual([false, 10]);
    expect([flow.ask(2), flow.wanted]).toEqual([true, 12]);
  });

  it('begins small after a pause and soon is what it was', () => {
    let room = 16;
    const flow = new PushFlow(() => room);
    flow.ask(0);
    flow.pause();
    expect(flow.wanted).toBe(0);
    const seen = [1, 2, 3, 5, 9].map((free) => {
      room = free;
      flow.ask(0);
      return flow.wanted;
    });
    expect(seen).toEqual([1, 2, 4, 8, 16]);
  });

  it('asks for nothing without room, and never for everything', () => {
    expect(new PushFlow(() => 0).ask(0)).toBe(false);
    const flow = new PushFlow(() => 1e9);
    flow.ask(0);
    expect(flow.wanted).toBe(2_000);
  });
});
