import { BusUnavailableError } from '../errors';
import { unlessQueueFull } from './notification-queue';

const failWith = (code: string) => () =>
  Promise.reject(new BusUnavailableError('refused', { cause: Object.assign(new RangeError('refused'), { code }) }));

describe('unlessQueueFull', () => {
  it('writes without a wake-up when the notification queue is full', async () => {
    expect(await unlessQueueFull(failWith('54000'), async () => 'written')).toBe('written');
  });

  it('leaves every other failure alone', async () => {
    await expect(unlessQueueFull(failWith('57014'), async () => 'written')).rejects.toMatchObject({
      code: 'BUS_UNAVAILABLE',
    });
  });
});
