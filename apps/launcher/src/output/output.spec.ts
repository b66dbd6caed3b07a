import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LineSplitter } from './line-splitter';
import { renderLogLine } from './render-log-line';
import { RepeatFilter } from './repeat-filter';
import { ServiceLog } from './service-log';
import { ConsoleTerminal } from './terminal';

const line = (entry: object) =>
  JSON.stringify({ time: '2026-01-02T03:04:05.678Z', service: 'cadre-x', role: 'x', shard: '0', ...entry });

describe('a log line on the console', () => {
  it('shows what a person should see, with its fields', () => {
    const shown = renderLogLine('gateway', line({ level: 'warn', msg: 'slow', took_ms: 12, url: '/x' }));
    expect(shown).toBe('03:04:05 warn  gateway: slow took_ms=12 url=/x');
  });

  it('gives the reason of an error and leaves its stack to the file', () => {
    const err = { type: 'PgError', code: '57P01', message: 'terminating', stack: 'at …' };
    expect(renderLogLine('orchestrator', line({ level: 'error', msg: 'lost', err }))).toBe(
      '03:04:05 error orchestrator: lost (57P01: terminating)',
    );
  });

  it.each([
    line({ level: 'info', msg: 'request' }),
    'not json',
    '',
    '{"level":"warn"',
    line({ level: 'info', msg: '"level":"warn"' }),
  ])('is left out when it is routine or no log line: %p', (text) => {
    expect(renderLogLine('gateway', text)).toBeNull();
  });

  it('is cut when it is endless', () => {
    expect(renderLogLine('gateway', line({ level: 'warn', msg: 'x'.repeat(5_000) }))).toHaveLength(401);
  });
});

describe('repeated lines', () => {
  it('are shown once in ten seconds, numbers in them aside', () => {
    let now = 0;
    const filter = new RepeatFilter(() => now);
    expect(['away 1', 'away 2', 'other'].map((text) => filter.admits(text))).toEqual([true, false, true]);
    now = 10_001;
    expect(filter.admits('away 3')).toBe(true);
  });

  it('of endless variety do not pile up', () => {
    const filter = new RepeatFilter(() => 0);
    const words = Array.from({ length: 2_000 }, (_, i) => String.fromCodePoint(0x4e00 + i));
    expect(words.every((word) => filter.admits(word))).toBe(true);
  });
});

describe('pieces of a stream', () => {
  it('become lines', () => {
    const splitter = new LineSplitter();
    expect(['one\ntw', 'o\n', 'thr'].map((piece) => splitter.push(piece))).toEqual([['one'], ['two'], []]);
    expect(splitter.rest()).toEqual(['thr']);
    expect(splitter.rest()).toEqual([]);
  });
});

describe('files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cadre-output-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('of a service start afresh when they are large, keeping the one before', () => {
    const file = join(folder, 'x.log');
    writeFileSync(file, 'x'.repeat(20 * 1024 * 1024));
    const log = new ServiceLog(file);
    log.append('old\n');
    log.append('new\n');
    log.close();
    expect(readFileSync(file, 'utf8')).toBe('new\n');
    expect(readFileSync(`${file}.1`, 'utf8')).toMatch(/old\n$/);
  });

  it('that cannot be written lose lines, not the service', () => {
    const log = new ServiceLog(join(folder, 'none', 'x.log'));
    expect(() => log.append('lost\n')).not.toThrow();
  });

  it('keep what was said on the console', () => {
    const terminal = new ConsoleTerminal();
    const out = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const err = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    terminal.say('before');
    terminal.keepIn(join(folder, 'launcher.log'));
    terminal.say('ready');
    terminal.warn('careful');
    expect(out).toHaveBeenCalledTimes(2);
    expect(err).toHaveBeenCalledTimes(1);
    expect(readFileSync(join(folder, 'launcher.log'), 'utf8')).toMatch(/^\S+Z ready\n\S+Z careful\n$/);
    terminal.keepIn(join(folder, 'none', 'launcher.log'));
    expect(() => terminal.say('still')).not.toThrow();
  });
});
