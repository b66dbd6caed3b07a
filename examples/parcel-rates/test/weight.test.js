import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chargeableWeight } from '../src/weight.js';

const box = (lengthCm, widthCm, heightCm, weightKg) => ({ lengthCm, widthCm, heightCm, weightKg });

test('a dense parcel is charged by its weight', () => {
  assert.equal(chargeableWeight(box(20, 15, 10, 4)), 4);
});

test('a bulky parcel is charged by its volume', () => {
  assert.equal(chargeableWeight(box(50, 40, 30, 3)), 12);
});

test('a started half kilogram is charged in full', () => {
  assert.equal(chargeableWeight(box(20, 15, 10, 2.2)), 2.5);
});
