import { CommitUnknownError, DatabaseUnavailableError } from './errors';
import { withRetry } from './with-retry';

function failing(...errors: Error[]): () => Promise<number> {
  let calls = 0;
  return () => {
    calls += 1;
    const error = errors.shift();
    return error === undefined ? Promise.resolve(calls) : Promise.reject(error);
  };
}

const deadlock = (): Error => Object.assign(new Error('deadlock'), { code: '40P01' });
const unknown = (): Error => new CommitUnknownError('lost');
const away = (): Error => new DatabaseUnavailableError('away');

describe('work that may be run again', () => {
  it('is, after a deadlock', async () => {
    expect(await withRetry(failing(deadlock(), deadlock()))).toBe(3);
  });

  it('is not for ever', async () => {
    const errors = Array.from({ length: 9 }, deadlock);
    await expect(withRetry(failing(...errors))).rejects.toMatchObject({ code: '40P01' });
    expect(errors).toHaveLength(9);
    await expect(withRetry(failing(deadlock()), { attempts: 1 })).rejects.toMatchObject({ code: '40P01' });
  });

  it('is not after any other error', async () => {
    await expect(withRetry(failing(new RangeError('x')))).rejects.toThrow('x');
    await expect(withRetry(failing(away()), { rerunUnknownCommit: true })).rejects.toThrow('away');
  });

  it('is run again after a commit in doubt only when it says that it may be', async () => {
    await expect(withRetry(failing(unknown()))).rejects.toBeInstanceOf(CommitUnknownError);
    expect(await withRetry(failing(unknown()), { rerunUnknownCommit: true })).toBe(2);
  });

  it('waits for the database while a commit is in doubt', async () => {
    expect(await withRetry(failing(unknown(), away(), away()), { rerunUnknownCommit: true })).toBe(4);
  });
});
