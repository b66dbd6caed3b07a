import { createLogger } from '@cadre/observability';
import { Outages } from './outages';

function outagesWithLog() {
  const lines: { level: string; msg: string }[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as { level: string; msg: string }) };
  const outages = new Outages(createLogger({ service: 't', role: 't', level: 'info', destination }));
  return { outages, log: () => lines.map(({ level, msg }) => `${level}: ${msg}`) };
}

const away = Object.assign(new TypeError('gone'), { code: 'DATABASE_UNAVAILABLE' });

describe('outages', () => {
  it('log one line when something goes away and one when it is back, however many parts notice', () => {
    const { outages, log } = outagesWithLog();
    for (const part of ['a', 'b', 'c']) expect(outages.failed(part, away)).toBe('database');
    expect(outages.isAway('database')).toBe(true);
    outages.recovered();
    outages.recovered();
    expect(outages.isAway('database')).toBe(false);
    expect(log()).toEqual(['warn: waiting for something to come back', 'info: back again']);
  });

  it('log every mistake of our own as an error', () => {
    const { outages, log } = outagesWithLog();
    expect(outages.failed('a', new TypeError('bug'))).toBeUndefined();
    expect(outages.failed('a', 'not even an error')).toBeUndefined();
    expect(log()).toEqual(['error: part of the orchestrator failed', 'error: part of the orchestrator failed']);
  });

  it('tell the database from the bus', () => {
    const { outages } = outagesWithLog();
    outages.failed('a', Object.assign(new TypeError('gone'), { code: 'BUS_UNAVAILABLE' }));
    outages.recovered('database');
    expect(outages.isAway('bus')).toBe(true);
  });
});
