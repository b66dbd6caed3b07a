import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rateCents } from '../src/rate.js';

const letterBox = { lengthCm: 20, widthCm: 10, heightCm: 5, weightKg: 0.5 };

test('the first half kilogram costs the base rate of the zone', () => {
  assert.equal(rateCents(letterBox, 'domestic'), 490);
  assert.equal(rateCents(letterBox, 'world'), 2_490);
});

test('every further half kilogram adds one step', () => {
  assert.equal(rateCents({ ...letterBox, weightKg: 2 }, 'europe'), 1_190 + 3 * 180);
});

test('insurance costs one percent, rounded up', () => {
  assert.equal(rateCents(letterBox, 'domestic', 10_050), 490 + 101);
});

test('a zone that is not served is refused', () => {
  assert.throws(() => rateCents(letterBox, 'moon'), RangeError);
});
