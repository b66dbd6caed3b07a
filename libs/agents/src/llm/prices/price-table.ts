import { readFileSync } from 'node:fs';
import { compileShippedSchema } from '../../schema/compile-shipped-schema';
import { describeErrors } from '../../schema/validation-error';
import { formatModelRef, type ModelRef } from '../provider/model-ref';
import type { TokenUsage } from '../provider/token-usage';

/** US dollars per million tokens, which is millionths of a dollar per token. */
export interface ModelPrice {
  readonly input: number;
  readonly output: number;
  /** Default: like `input`. */
  readonly cache_read?: number;
  /** Default: like `input`. */
  readonly cache_write?: number;
}

/** Thrown at start for a price table that cannot be used. A restart does not help. */
export class PriceTableError extends Error {
  readonly code = 'PRICE_TABLE_INVALID';

  constructor(message: string) {
    super(message);
    this.name = 'PriceTableError';
  }
}

/** A release date at the end of a model's name: `-20250929` or `-2025-08-07`. */
const RELEASE = /-\d{4}-?\d{2}-?\d{2}$/;

/** What models cost, as the operator's table says. */
export class PriceTable {
  constructor(private readonly prices: ReadonlyMap<string, ModelPrice>) {}

  /** Reads a file like `configs/model_prices.json`. Throws PriceTableError listing every mistake. */
  static load(file: string): PriceTable {
    const content = readJson(file);
    const validate = compileShippedSchema('configs/schemas/model-prices.schema.json');
    if (!validate(content)) {
      const errors = describeErrors(validate.errors ?? []).map(({ path, message }) => `${path || '/'} ${message}`);
      throw new PriceTableError(`${file}: ${errors.join('; ')}`);
    }
    const { models } = content as { models: Record<string, ModelPrice> };
    return new PriceTable(new Map(Object.entries(models)));
  }

  /** Millionths of a US dollar; null for a model that the table does not name, with or without its release date. */
  cost(ref: ModelRef, { input, cacheRead, cacheWrite, output }: TokenUsage): number | null {
    const name = formatModelRef(ref);
    const price = this.prices.get(name) ?? this.prices.get(name.replace(RELEASE, ''));
    if (price === undefined) return null;
    const fresh = Math.max(0, input - cacheRead - cacheWrite);
    const { input: each, cache_read = each, cache_write = each } = price;
    return Math.round(fresh * each + cacheRead * cache_read + cacheWrite * cache_write + output * price.output);
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch (error) {
    throw new PriceTableError(`${file} cannot be read: ${(error as Error).message}`);
  }
}
