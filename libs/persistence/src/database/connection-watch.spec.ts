import { ConnectionWatch } from './connection-watch';

describe('the connection watch', () => {
  it('speaks up once per loss, and only to those who still listen', () => {
    const watch = new ConnectionWatch();
    const [first, second] = [jest.fn(), jest.fn()];
    const off = watch.onReconnect(first);
    watch.onReconnect(second);
    watch.succeeded();
    expect(first).not.toHaveBeenCalled();
    watch.lost();
    watch.lost();
    watch.succeeded();
    watch.succeeded();
    expect(first).toHaveBeenCalledTimes(1);
    off();
    watch.lost();
    watch.succeeded();
    expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 2]);
  });
});
