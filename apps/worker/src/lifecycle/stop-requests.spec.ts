import { StopRequests } from './stop-requests';

const WEEK_MS = 7 * 86_400_000;

describe('requests to stop', () => {
  let calls: string[];
  let requests: StopRequests;

  beforeEach(() => {
    jest.useFakeTimers();
    calls = [];
    const worker = {
      stop: (graceMs: number) => {
        calls.push(`stop within ${graceMs}`);
        return new Promise<void>(() => undefined);
      },
      hurry: () => void calls.push('hurry'),
    };
    const logger = { info: ({ why }: { why: string }) => void calls.push(why) };
    requests = new StopRequests(worker, logger as never, () => calls.push('begun'));
  });
  afterEach(() => jest.useRealTimers());

  it('begin one end, however often it is asked for', () => {
    requests.ask('drain', WEEK_MS);
    jest.advanceTimersByTime(5_000);
    requests.ask('drain', WEEK_MS);
    expect(calls).toEqual(['drain', `stop within ${WEEK_MS}`, 'begun']);
  });

  it('shorten an end that had more time', () => {
    requests.ask('drain', WEEK_MS);
    jest.advanceTimersByTime(60_000);
    requests.ask('SIGTERM', 30_000);
    jest.advanceTimersByTime(29_999);
    expect(calls).not.toContain('hurry');
    jest.advanceTimersByTime(1);
    expect(calls).toEqual(['drain', `stop within ${WEEK_MS}`, 'begun', 'SIGTERM', 'hurry']);
  });

  it('never lengthen one', () => {
    requests.ask('SIGTERM', 30_000);
    jest.advanceTimersByTime(1_000);
    requests.ask('disconnect', 30_000);
    requests.ask('drain', WEEK_MS);
    jest.advanceTimersByTime(60_000);
    expect(calls).toEqual(['SIGTERM', 'stop within 30000', 'begun']);
  });
});
