/** Cubic centimetres that count as one kilogram: a large, light parcel takes the room of a heavy one. */
const CUBIC_CM_PER_KG = 5_000;

/** The weight the carrier charges for: the actual or the volumetric one, whichever is more, in half kilograms. */
export function chargeableWeight({ weightKg, lengthCm, widthCm, heightCm }) {
  const volumetricKg = (lengthCm * widthCm * heightCm) / CUBIC_CM_PER_KG;
  return Math.round(Math.max(weightKg, volumetricKg) * 2) / 2;
}
