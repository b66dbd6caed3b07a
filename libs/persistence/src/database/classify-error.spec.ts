import { classifyError, isConnectionLost, isDataError, isRetryableConflict, toDataRejected } from './classify-error';

function sqlError(code: string, extra: object = {}): Error {
  return Object.assign(new Error('from the server'), { code }, extra);
}

function codeAfter(error: unknown): unknown {
  const classified = classifyError(error);
  return classified instanceof Error && 'code' in classified ? classified.code : classified;
}

describe('an error of the driver', () => {
  it.each([
    '08006',
    '57P01',
    '57P03',
    '53300',
    '53100',
    '58030',
    '25006',
    'ECONNREFUSED',
    'ECONNRESET',
    'ENOTFOUND',
    'EPIPE',
  ])('%s means that the database is away', (code) => expect(codeAfter(sqlError(code))).toBe('DATABASE_UNAVAILABLE'));

  it.each([
    'Connection terminated unexpectedly',
    'Query read timeout',
    'Client has encountered a connection error and is not queryable',
  ])('"%s" means that the connection is lost', (message) => {
    expect(codeAfter(new Error(message))).toBe('DATABASE_UNAVAILABLE');
    expect(isConnectionLost(new Error(message))).toBe(true);
  });

  it('of a full pool or a slow statement means that it is busy', () => {
    expect(codeAfter(new Error('timeout exceeded when trying to connect'))).toBe('DATABASE_BUSY');
    expect(codeAfter(sqlError('57014'))).toBe('DATABASE_BUSY');
  });

  it.each(['40001', '40P01'])('%s may succeed the next time', (code) => {
    expect(isRetryableConflict(sqlError(code))).toBe(true);
    expect(isDataError(sqlError(code))).toBe(false);
  });

  it.each(['22P02', '22P05', '22021', '22003', '23505', '23514', '54000'])('%s is about the data of a row', (code) => {
    expect(isDataError(sqlError(code))).toBe(true);
    expect(toDataRejected(sqlError(code))).toMatchObject({ code: 'DATA_REJECTED', sqlState: code });
  });

  it.each(['42P01', '42601'])('%s is our own mistake and stays as it is', (code) => {
    expect(codeAfter(sqlError(code))).toBe(code);
    expect([isDataError(sqlError(code)), isRetryableConflict(sqlError(code))]).toEqual([false, false]);
  });

  it('loses the values of the row on the way', () => {
    const classified = classifyError(sqlError('23514', { detail: 'Failing row contains (secret)', constraint: 'c' }));
    expect(JSON.stringify(classified)).not.toContain('secret');
    expect(toDataRejected(classified).message).toBe('The database refused the data (c).');
  });

  it('is kept when it is ours already, and when it is no error at all', () => {
    const rejected = toDataRejected(sqlError('22P02'));
    expect(toDataRejected(rejected)).toBe(rejected);
    expect(classifyError('text')).toBe('text');
    expect(isConnectionLost('text')).toBe(false);
  });
});
