/** `npm run docs:state-machines`: writes docs/state-machines.md from the transition table in libs/domain. */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build, isBuildStale } from './build.mjs';
import { root } from './install.mjs';

if (isBuildStale()) await build();
const { stateMachinePage } = createRequire(import.meta.url)(join(root, 'dist/libs/domain/src/index.js'));
writeFileSync(join(root, 'docs/state-machines.md'), stateMachinePage());
