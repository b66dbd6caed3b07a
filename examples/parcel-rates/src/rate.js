import { chargeableWeight } from './weight.js';

/** Cents for the first half kilogram and for every one after it, by zone. */
const ZONES = {
  domestic: { base: 490, step: 60 },
  europe: { base: 1_190, step: 180 },
  world: { base: 2_490, step: 420 },
};
const INSURANCE_RATE = 0.01;
const HIGHEST_INSURED_CENTS = 500_000;

/** What a parcel costs, in cents. Throws a RangeError for a zone that is not served or a value that is not insured. */
export function rateCents(parcel, zone, insuredCents = 0) {
  const tariff = ZONES[zone];
  if (tariff === undefined) throw new RangeError(`No service to zone "${zone}"`);
  if (insuredCents > HIGHEST_INSURED_CENTS) throw new RangeError('Not insured above 5,000.00');
  const steps = chargeableWeight(parcel) / 0.5 - 1;
  return tariff.base + Math.max(0, steps) * tariff.step + Math.ceil(insuredCents * INSURANCE_RATE);
}
