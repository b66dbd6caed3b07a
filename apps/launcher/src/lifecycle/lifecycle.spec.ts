import { TeardownStack } from './stack';
import { aborted, listenForStop } from './stop-signals';

describe('teardown', () => {
  it('goes backwards, once, and past failures', async () => {
    const done: string[] = [];
    const stack = new TeardownStack();
    stack.add(() => void done.push('database'));
    stack.add(() => Promise.reject(new TypeError('stuck')));
    stack.add(async () => void done.push('services'));
    expect(await stack.run()).toEqual([new TypeError('stuck')]);
    expect(await stack.run()).toEqual([]);
    expect(done).toEqual(['services', 'database']);
  });
});

describe('a request to stop', () => {
  it('comes by signal; the second one insists', async () => {
    const insist = jest.fn();
    const request = listenForStop(insist);
    process.emit('SIGTERM');
    await aborted(request.signal);
    expect(insist).not.toHaveBeenCalled();
    process.emit('SIGINT');
    expect(insist).toHaveBeenCalledTimes(1);
    request.release();
    expect(process.listenerCount('SIGTERM')).toBe(0);
    await aborted(request.signal);
  });
});
