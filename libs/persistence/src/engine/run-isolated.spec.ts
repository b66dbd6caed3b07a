import { UnexpectedValueError } from '@cadre/domain';
import { DatabaseBusyError, DatabaseUnavailableError } from '../database/errors';
import type { Committed } from './committed';
import { runIsolated } from './run-isolated';

function sqlError(code: string): Error {
  return Object.assign(new TypeError('refused'), { code });
}

/** Answers each item with itself, unless the batch holds one that breaks it. */
function breaksOn(bad: number, error: Error, batches: number[][]) {
  return (items: readonly number[]): Promise<Committed<string>> => {
    batches.push([...items]);
    if (items.includes(bad)) return Promise.reject(error);
    return Promise.resolve({ results: items.map((item) => `done ${item}`), events: [] });
  };
}
const refused = (item: number) => Promise.resolve({ results: [`refused ${item}`], events: [] });

describe('running a batch isolated', () => {
  it('runs it once when nothing is wrong', async () => {
    const batches: number[][] = [];
    const { results } = await runIsolated([1, 2], breaksOn(9, sqlError('22P02'), batches), refused);
    expect(results).toEqual(['done 1', 'done 2']);
    expect(batches).toEqual([[1, 2]]);
  });

  it('isolates the row whose data is refused, in the order of the batch', async () => {
    const { results } = await runIsolated([1, 2, 3], breaksOn(2, sqlError('22P02'), []), refused);
    expect(results).toEqual(['done 1', 'refused 2', 'done 3']);
  });

  it('refuses the row that breaks a rule of ours', async () => {
    const { results } = await runIsolated([1, 2, 3], breaksOn(2, new UnexpectedValueError(2), []), refused);
    expect(results).toEqual(['done 1', 'refused 2', 'done 3']);
  });

  it.each(['40P01', '42P01'])('leaves a row without an answer that fails alone with %s, and says why', async (code) => {
    const batches: number[][] = [];
    const error = sqlError(code);
    const { results, errors } = await runIsolated([1, 2, 3], breaksOn(2, error, batches), refused);
    expect(results).toEqual(['done 1', 'done 3']);
    expect(errors).toEqual([error]);
    expect(batches).toEqual([[1, 2, 3], [1], [2], [3]]);
  });

  it('leaves a row without an answer that cannot even be refused', async () => {
    const error = sqlError('42P01');
    const { results, errors } = await runIsolated([1, 2], breaksOn(2, sqlError('22P02'), []), () =>
      Promise.reject(error),
    );
    expect([results, errors]).toEqual([['done 1'], [error]]);
  });

  it.each([new DatabaseUnavailableError('away'), new DatabaseBusyError('away')])(
    'keeps a batch whole: %s',
    async (error) => {
      const batches: number[][] = [];
      await expect(runIsolated([1, 2], breaksOn(2, error, batches), refused)).rejects.toBe(error);
      expect(batches).toEqual([[1, 2]]);
    },
  );
});
