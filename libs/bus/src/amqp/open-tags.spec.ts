import fc from 'fast-check';
import { OpenTags } from './open-tags';

function tagsUpTo(last: number): OpenTags {
  const tags = new OpenTags();
  for (let tag = 1; tag <= last; tag += 1) tags.add(tag);
  return tags;
}

describe('acknowledging deliveries', () => {
  it('says it once for all that nothing open lies before', () => {
    expect(tagsUpTo(5).acknowledge([1, 2, 3])).toEqual({ upTo: 3, alone: [] });
    expect(tagsUpTo(5).acknowledge([3, 1, 4])).toEqual({ upTo: 1, alone: [3, 4] });
    expect(tagsUpTo(3).acknowledge([2, 3])).toEqual({ upTo: undefined, alone: [2, 3] });
  });

  it('counts what was returned as settled', () => {
    const tags = tagsUpTo(3);
    tags.remove(2);
    expect(tags.acknowledge([1, 3])).toEqual({ upTo: 3, alone: [] });
  });

  it('never acknowledges what is open', () => {
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 20 })), { maxLength: 5 }), (rounds) => {
        const tags = tagsUpTo(20);
        const open = new Set(Array.from({ length: 20 }, (_, index) => index + 1));
        for (const round of rounds) {
          const mine = round.filter((tag) => open.delete(tag));
          const { upTo = 0, alone } = tags.acknowledge(mine);
          expect([...open].every((tag) => tag > upTo && !alone.includes(tag))).toBe(true);
          expect(mine.every((tag) => tag <= upTo || alone.includes(tag))).toBe(true);
        }
      }),
    );
  });
});
