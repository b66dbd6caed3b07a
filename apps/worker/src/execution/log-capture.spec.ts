import { LogCapture } from './log-capture';

const AT = new Date('2026-01-01T00:00:00Z');

describe('the log of an attempt', () => {
  it('numbers its lines', () => {
    const logs = new LogCapture();
    logs.add('info', 'one', AT);
    logs.add('warn', 'two', AT);
    expect(logs.lines(AT)).toEqual([
      { line_no: 1, at: AT.toISOString(), level: 'info', message: 'one' },
      { line_no: 2, at: AT.toISOString(), level: 'warn', message: 'two' },
    ]);
  });

  it('cuts long lines, drops what is too much, and says so', () => {
    const logs = new LogCapture();
    logs.add('info', 'x'.repeat(5_000), AT);
    for (let line = 0; line < 2_000; line++) logs.add('info', 'y', AT);
    const lines = logs.lines(AT);
    expect(lines[0]?.message).toHaveLength(2_001);
    expect(lines).toHaveLength(1_001);
    expect(lines.at(-1)).toMatchObject({ level: 'warn', line_no: 1_001, message: '1001 more lines were dropped' });
  });

  it('is bounded in all', () => {
    const logs = new LogCapture();
    for (let line = 0; line < 500; line++) logs.add('info', 'x'.repeat(2_000), AT);
    expect(logs.lines(AT).reduce((sum, { message }) => sum + message.length, 0)).toBeLessThan(201_000);
  });
});
