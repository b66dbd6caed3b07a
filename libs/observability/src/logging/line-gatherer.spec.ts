import { LineGatherer } from './line-gatherer';

const INFO = '{"level":"info","msg":"routine"}\n';
const ERROR = '{"level":"error","msg":"look at this"}\n';

describe('gathered lines', () => {
  let written: string[];
  let gatherer: LineGatherer;

  beforeEach(() => {
    jest.useFakeTimers();
    written = [];
    gatherer = new LineGatherer((text) => written.push(text));
  });
  afterEach(() => jest.useRealTimers());

  it('are written together a moment later, in their order', () => {
    gatherer.write(INFO);
    gatherer.write('{"level":"warn"}\n');
    expect(written).toEqual([]);
    jest.runAllTimers();
    expect(written).toEqual([`${INFO}{"level":"warn"}\n`]);
  });

  it('do not wait behind an error', () => {
    gatherer.write(INFO);
    gatherer.write(ERROR);
    expect(written).toEqual([INFO + ERROR]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('are not held back without bound', () => {
    const lines = Math.ceil((32 * 1024) / INFO.length);
    for (let count = 0; count < lines; count += 1) gatherer.write(INFO);
    expect(written).toEqual([INFO.repeat(lines)]);
  });

  it('are all written when asked for, and once', () => {
    gatherer.write(INFO);
    gatherer.flush();
    gatherer.flush();
    jest.runAllTimers();
    expect(written).toEqual([INFO]);
  });

  it('need no timer while nothing is said', () => {
    gatherer.write(INFO);
    jest.runAllTimers();
    expect(jest.getTimerCount()).toBe(0);
  });
});
