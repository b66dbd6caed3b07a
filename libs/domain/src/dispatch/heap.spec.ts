import fc from 'fast-check';
import { Heap } from './heap';

const ascending = (a: number, b: number): boolean => a < b;

describe('Heap', () => {
  it('gives everything back in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (numbers) => {
        const heap = new Heap(numbers, ascending);
        const out: number[] = [];
        for (let next = heap.pop(); next !== undefined; next = heap.pop()) out.push(next);
        expect(out).toEqual([...numbers].sort((a, b) => a - b));
      }),
    );
  });

  it('keeps the right item first while the first one’s order changes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 1 }), fc.array(fc.nat(20)), (numbers, rises) => {
        const items = numbers.map((value) => ({ value }));
        const heap = new Heap(items, (a, b) => a.value < b.value);
        for (const rise of rises) {
          const first = heap.peek();
          expect(first?.value).toBe(Math.min(...items.map(({ value }) => value)));
          if (first) first.value += rise;
          heap.settle();
        }
      }),
    );
  });

  it('is quiet when empty', () => {
    const heap = new Heap<number>([], ascending);
    heap.settle();
    expect([heap.peek(), heap.pop()]).toEqual([undefined, undefined]);
  });
});
