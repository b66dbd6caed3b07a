import { BusUnavailableError, TopologyMismatchError } from '@cadre/bus';
import { ConfigError } from '@cadre/config';
import { DatabaseUnavailableError, ForeignDatabaseError } from '@cadre/persistence';
import { exitCodeOf, explainFailure } from './explain-failure';
import { ServiceFailedError, UsageError } from './lifecycle/errors';

describe('a failure', () => {
  it('that can happen to anybody is one sentence', () => {
    expect(explainFailure(new ForeignDatabaseError('The database holds tables of others.'))).toBe(
      'The database holds tables of others.',
    );
    expect(explainFailure(new UsageError('"x" is not an option'))).toBe('"x" is not an option');
  });

  it("of the connection carries the driver's words", () => {
    const error = new DatabaseUnavailableError('away', { cause: new TypeError('connect ECONNREFUSED 127.0.0.1:1') });
    expect(explainFailure(error)).toBe(
      'The database cannot be used (connect ECONNREFUSED 127.0.0.1:1); check DATABASE_URL and that PostgreSQL is running there',
    );
    expect(explainFailure(new DatabaseUnavailableError('away'))).toContain('(away)');
  });

  it('by refusal of the server says what to change', () => {
    const refused = (code: string) => explainFailure(Object.assign(new TypeError('its words'), { code }));
    expect(['28P01', '28000', '3D000'].map(refused)).toEqual(
      Array(3).fill('The database refuses us (its words); check DATABASE_URL'),
    );
    expect(refused('42501')).toBe('The database user lacks a right (its words); make it the owner of the database');
    expect(refused('22000')).toContain('Unexpected failure');
  });

  it('that must not happen shows where', () => {
    expect(explainFailure(new TypeError('x is undefined'))).toMatch(
      /^Unexpected failure: TypeError: x is undefined\n +at /,
    );
    expect(explainFailure('odd')).toBe('Unexpected failure: odd');
  });

  it('has exit code 78 when the configuration or the broker is wrong, 1 otherwise', () => {
    expect(exitCodeOf(new ConfigError(['x']))).toBe(78);
    expect(exitCodeOf(new TopologyMismatchError('the queue x differs'))).toBe(78);
    expect(exitCodeOf(new BusUnavailableError('away'))).toBe(1);
    expect(exitCodeOf(new ServiceFailedError('gateway does not start', 78))).toBe(78);
    expect(exitCodeOf(new ServiceFailedError('gateway does not start', 1))).toBe(1);
    expect(exitCodeOf(new ForeignDatabaseError('x'))).toBe(1);
    expect(exitCodeOf(new TypeError('x'))).toBe(1);
  });
});
