import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020';
import { readFileSync } from 'node:fs';
import { PriceTable, PriceTableError } from './price-table';

const usage = { input: 1_000, cacheRead: 400, cacheWrite: 100, output: 50 };

describe('the price table', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'prices-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const table = (content: unknown): PriceTable => {
    const file = join(folder, 'prices.json');
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return PriceTable.load(file);
  };
  const prices = table;
  const gpt = { provider: 'openai', model: 'gpt-x' } as const;

  it('counts fresh, cached and written tokens by their own prices', () => {
    const models = { 'openai/gpt-x': { input: 2, output: 10, cache_read: 0.5, cache_write: 3 } };
    expect(prices({ as_of: '2026-01-01', models }).cost(gpt, usage)).toBe(500 * 2 + 400 * 0.5 + 100 * 3 + 50 * 10);
  });

  it('counts cached tokens like fresh ones when it says nothing of them', () => {
    const models = { 'openai/gpt-x': { input: 2, output: 10 } };
    expect(prices({ as_of: '2026-01-01', models }).cost(gpt, usage)).toBe(1_000 * 2 + 50 * 10);
  });

  it.each(['gpt-x-2025-08-07', 'gpt-x-20250929'])('knows a release by its model: %s', (model) => {
    const models = { 'openai/gpt-x': { input: 1, output: 1 } };
    expect(prices({ as_of: '2026-01-01', models }).cost({ ...gpt, model }, usage)).toBe(1_050);
  });

  it('has no price for what it does not list', () => {
    expect(prices({ as_of: '2026-01-01', models: {} }).cost(gpt, usage)).toBeNull();
  });

  it.each<[string, unknown]>([
    ['no JSON', '{'],
    ['no date', { models: {} }],
    ['a price below nothing', { as_of: '2026-01-01', models: { 'openai/x': { input: -1, output: 1 } } }],
    ['a model without provider', { as_of: '2026-01-01', models: { x: { input: 1, output: 1 } } }],
  ])('refuses %s at start', (_, content) => {
    expect(() => table(content)).toThrow(PriceTableError);
  });

  it('ships with prices that can be read, under a schema that is one', () => {
    const schema = JSON.parse(readFileSync('configs/schemas/model-prices.schema.json', 'utf8')) as object;
    expect(new Ajv2020({ strict: true }).compile(schema)).toBeInstanceOf(Function);
    const shipped = PriceTable.load('configs/model_prices.json');
    expect(shipped.cost({ provider: 'anthropic', model: 'claude-sonnet-4-5' }, usage)).toBeGreaterThan(0);
  });
});
