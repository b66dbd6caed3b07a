import { criticalPath, type StepTimes } from './critical-path';

/** A step from one second to another, after others. */
const step = (path: string, from: number, to: number, follows: string[] = [], type = 'task'): StepTimes => ({
  ...{ path, type, follows, startedMs: from * 1000, endedMs: to * 1000 },
});
const skipped = (path: string, follows: string[] = []): StepTimes => ({
  ...{ path, type: 'task', follows, startedMs: null, endedMs: 9000 },
});
const onTheWay = (steps: readonly StepTimes[]) => criticalPath(steps).map(({ path }) => path);

describe('the critical path of a run', () => {
  it.each<[string, StepTimes[], string[]]>([
    ['a chain', [step('a', 0, 2), step('b', 2, 3, ['a']), step('c', 3, 9, ['b'])], ['c', 'b', 'a']],
    [
      'two side by side: the longer one',
      [step('short', 0, 1), step('long', 0, 5), step('end', 5, 6, ['short', 'long'])],
      ['end', 'long'],
    ],
    [
      'a parallel: the step in it that ended last, and what came before the whole',
      [
        step('first', 0, 1),
        step('p', 1, 8, ['first'], 'parallel'),
        step('p.x', 1, 3, []),
        step('p.y', 1, 8, []),
        step('end', 8, 9, ['p']),
      ],
      ['end', 'p.y', 'first'],
    ],
    [
      'a parallel whose steps follow each other by reference',
      [step('p', 0, 7, [], 'parallel'), step('p.x', 0, 3), step('p.y', 3, 7, ['p.x']), step('p.z', 0, 6)],
      ['p.y', 'p.x'],
    ],
    [
      'a diamond, by depends_on: not the longest step, but the longer way',
      [
        step('top', 0, 1),
        step('left', 1, 6, ['top']),
        step('right', 1, 5, ['top']),
        step('right-2', 5, 9, ['right']),
        step('bottom', 9, 10, ['left', 'right-2']),
      ],
      ['bottom', 'right-2', 'right', 'top'],
    ],
    [
      'another branch that ended at the same time, or in the moment before',
      [step('a', 0, 4), step('stranger', 0, 4), step('stranger-2', 0, 3.999), step('b', 4, 9, ['a'])],
      ['b', 'a'],
    ],
    [
      'a map, which is one step',
      [step('m', 0, 5, [], 'map'), step('beside', 0, 1), step('end', 5, 6, ['m', 'beside'])],
      ['end', 'm'],
    ],
    [
      'a switch: the branch that was taken',
      [
        step('judge', 0, 1),
        step('s', 1, 6, ['judge'], 'switch'),
        step('s.yes', 1, 3),
        step('s.then', 3, 6, ['s.yes']),
        skipped('s.no'),
        step('end', 6, 7, ['s']),
      ],
      ['end', 's.then', 's.yes', 'judge'],
    ],
    [
      'a step that was skipped: what it waited for itself',
      [step('a', 0, 4), skipped('never', ['a']), step('end', 4, 5, ['never'])],
      ['end', 'a'],
    ],
    [
      'a switch that took no branch',
      [step('a', 0, 4), step('s', 4, 4, ['a'], 'switch'), step('end', 4, 5, ['s'])],
      ['end', 'a'],
    ],
    [
      'a list in a list: the first inner step waits for what the outer waited for',
      [
        step('a', 0, 2),
        step('p', 2, 5, ['a'], 'parallel'),
        step('p.s', 2, 5, [], 'switch'),
        step('p.s.in', 2, 5, []),
        step('x', 0, 1),
      ],
      ['p.s.in', 'a'],
    ],
    ['waiting for people, too', [step('ok', 0, 50, [], 'approval'), step('end', 50, 51, ['ok'])], ['end', 'ok']],
    ['nothing', [], []],
    ['nothing that ran', [skipped('a')], []],
  ])('is %s', (_what, steps, path) => {
    expect(onTheWay(steps)).toEqual(path);
  });

  it('ends, whatever it is told', () => {
    expect(onTheWay([step('a', 0, 1, ['b']), step('b', 0, 1, ['a'])])).toHaveLength(2);
    expect(onTheWay([skipped('a', ['b']), skipped('b', ['a']), step('c', 0, 1, ['a'])])).toEqual(['c']);
  });
});
