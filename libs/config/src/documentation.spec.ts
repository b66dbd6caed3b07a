import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationDocument } from './documentation';

test('docs/configuration.md is up to date (npm run docs:configuration writes it)', () => {
  const written = readFileSync(join(__dirname, '../../../docs/configuration.md'), 'utf8');
  expect(written).toBe(configurationDocument());
});
