/** `npm run docs:configuration`: writes docs/configuration.md from the schemas in libs/config. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { build, isBuildStale } from './build.mjs';
import { root } from './install.mjs';

if (isBuildStale()) await build();
const { configurationDocument } = createRequire(import.meta.url)(join(root, 'dist/libs/config/src/index.js'));
writeFileSync(join(root, 'docs/configuration.md'), configurationDocument());
