import { takeRandom } from './random-pool';

const COUNTER_LIMIT = 0x1000;
const COUNTER_START_LIMIT = 0x800;
/** Eight bytes become part of the id, two seed the counter. */
const RANDOM_BYTES = 10;

let lastMs = -1;
let counter = 0;

/**
 * A new UUIDv7. Without an argument every id is greater than the one before it in this process, also within one
 * millisecond and when the clock steps back. With a time, the id carries that time and stands outside this order.
 */
export function uuidv7(nowMs?: number): string {
  const random = takeRandom(RANDOM_BYTES);
  if (nowMs !== undefined) return format(nowMs, random.readUInt16BE(8) % COUNTER_LIMIT, random);
  advance(Date.now(), random);
  return format(lastMs, counter, random);
}

/** The smallest value any UUIDv7 of this millisecond can have; a bound for ranges over time. */
export function uuidv7Bound(dateMs: number): string {
  const time = timeHex(dateMs);
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}

/** The millisecond a UUIDv7 was made in. */
export function uuidv7Time(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

function advance(nowMs: number, random: Buffer): void {
  if (nowMs > lastMs) {
    lastMs = nowMs;
    counter = random.readUInt16BE(8) % COUNTER_START_LIMIT;
    return;
  }
  counter += 1;
  if (counter < COUNTER_LIMIT) return;
  lastMs += 1;
  counter = 0;
}

function format(ms: number, sequence: number, random: Buffer): string {
  const time = timeHex(ms);
  const variant = ((random.readUInt8(0) & 0x3f) | 0x80).toString(16);
  const tail = random.toString('hex', 1, 8);
  const version = `7${sequence.toString(16).padStart(3, '0')}`;
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${variant}${tail.slice(0, 2)}-${tail.slice(2)}`;
}

function timeHex(ms: number): string {
  return Math.trunc(ms).toString(16).padStart(12, '0');
}
