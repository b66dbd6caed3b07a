import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_DIR } from '@cadre/testing';

const REGISTER = join(PROJECT_DIR, 'libs/testing/src/register-typescript.cjs');
const LEAKED = 100;
const RUN = `
const { leakedDescriptors } = require(${JSON.stringify(join(__dirname, 'leaked-descriptors.ts'))});
const { handedOn } = require(${JSON.stringify(join(__dirname, 'handed-on.ts'))});
const { spawnSync } = require('node:child_process');
const opened = [];
const args = ['-c', 'readlink /proc/self/fd/${LEAKED}; readlink /proc/self/fd/3'];
const careless = spawnSync('/bin/sh', args, { stdio: ['ignore', 'pipe', 'pipe'] });
const careful = spawnSync('/bin/sh', args, { stdio: ['ignore', 'pipe', 'pipe', ...handedOn({ inheritedFile: '/etc/hostname' }, opened)] });
process.stdout.write(JSON.stringify([leakedDescriptors(), String(careless.stdout), String(careful.stdout)]));
`;

describe('descriptors that whoever started the worker left open', () => {
  it('are nothing in the sandbox', () => {
    const secret = openSync('/etc/os-release', 'r');
    const stdio = Array.from({ length: LEAKED + 1 }, (_, index) => (index === LEAKED ? secret : 'ignore'));
    const child = spawnSync(process.execPath, ['--require', REGISTER, '-e', RUN], {
      stdio: ['ignore', 'pipe', 'inherit', ...stdio.slice(3)] as never,
      encoding: 'utf8',
    });
    closeSync(secret);
    const [leaked, careless, careful] = JSON.parse(child.stdout) as [number[], string, string];
    expect(leaked).toContain(LEAKED);
    expect(careless).toContain('os-release');
    expect(careful).toBe('/dev/null\n/etc/hostname\n');
  });
});
