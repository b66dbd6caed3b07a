import { createServer } from 'node:net';
import { watchLeaks } from './leaks';

describe('watchLeaks', () => {
  it('is content when everything was closed', async () => {
    const expectNoLeaks = watchLeaks();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await new Promise((resolve) => server.close(resolve));
    await expectNoLeaks();
  });

  it('names what was left', async () => {
    const expectNoLeaks = watchLeaks();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await expect(expectNoLeaks()).rejects.toThrow('Left behind: 1 × TCPServerWrap');
    await new Promise((resolve) => server.close(resolve));
  });
});
