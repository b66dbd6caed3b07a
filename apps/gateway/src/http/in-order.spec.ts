import fc from 'fast-check';
import type { TaskEventV1 } from '@cadre/contracts';
import { inOrder } from './in-order';

const event = (seq: number): TaskEventV1 => ({
  task_id: 't',
  seq,
  type: 'changed',
  from: null,
  to: null,
  attempt: 0,
  actor: 'test',
  at: '2026-01-01T00:00:00.000Z',
  data: null,
});
const seqs = (events: readonly TaskEventV1[]) => events.map(({ seq }) => seq);

describe('events put in order', () => {
  it.each<[string, number, number[], number[], boolean]>([
    ['the next', 2, [3], [3], false],
    ['several in any order', 0, [2, 1, 3], [1, 2, 3], false],
    ['what is known already', 3, [1, 2, 3], [], false],
    ['the same twice', 0, [1, 1, 2, 2], [1, 2], false],
    ['what comes after a hole', 0, [2], [], true],
    ['what comes before and after a hole', 0, [1, 3], [1], true],
    ['nothing', 5, [], [], false],
  ])('take %s', (_name, lastSeq, given, next, hasGap) => {
    const sorted = inOrder(lastSeq, given.map(event));
    expect(seqs(sorted.next)).toEqual(next);
    expect(sorted.hasGap).toBe(hasGap);
  });

  it('are handed on once and without a hole, however they come', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 8 })), (batches) => {
        const seen: number[] = [];
        for (const batch of batches) seen.push(...seqs(inOrder(seen.length, batch.map(event)).next));
        expect(seen).toEqual(seen.map((_, index) => index + 1));
      }),
    );
  });
});
