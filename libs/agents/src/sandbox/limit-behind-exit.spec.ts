import { limitBehindSignal, limitBehindWords } from './limit-behind-exit';

describe('the limit whose signal ended a command', () => {
  it.each([
    [null, 'SIGXCPU', 'cpu'],
    [152, null, 'cpu'],
    [null, 'SIGXFSZ', 'file_size'],
    [153, null, 'file_size'],
    [null, 'SIGSEGV', null],
    [1, null, null],
    [0, null, null],
  ])('exit %p, signal %p: %p', (exitCode, signal, limit) => {
    expect(limitBehindSignal(exitCode, signal)).toBe(limit);
  });
});

describe('the limit a failed command complains about', () => {
  it.each([
    [1, 'Error: EFBIG: file too large, write', 'file_size'],
    [1, 'Error: EMFILE: too many open files', 'open_files'],
    [2, 'sh: 0: Cannot fork', 'processes'],
    [254, 'bash: fork: retry: Resource temporarily unavailable', 'processes'],
    [1, 'Error: spawn /bin/sh EAGAIN', 'processes'],
    [1, 'expected 1 to be 2', null],
    [0, 'EMFILE was handled', null],
  ])('exit %p, output %p: %p', (exitCode, output, limit) => {
    expect(limitBehindWords(exitCode, output)).toBe(limit);
  });
});
