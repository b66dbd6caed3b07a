import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';

/** Runs the real function in a process of its own, three passes. */
function passThreeTimes(env: Record<string, string>) {
  const source = readFileSync(join(__dirname, 'crash-point.ts'), 'utf8');
  const { code } = transformSync(source, { jsc: { parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } });
  const calls = `for (let i = 1; i <= 3; i += 1) { exports.crashPoint('claim.after_commit'); require('fs').writeSync(1, String(i)); }`;
  return spawnSync(process.execPath, ['-e', `${code}\n${calls}`], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
}

describe('crashPoint', () => {
  it('does nothing unless armed', () => {
    expect(passThreeTimes({})).toMatchObject({ status: 0, stdout: '123' });
    expect(passThreeTimes({ CADRE_CRASH_POINT: 'claim.before_commit' })).toMatchObject({ status: 0, stdout: '123' });
  });

  it('kills its own process at the first passing', () => {
    expect(passThreeTimes({ CADRE_CRASH_POINT: 'claim.after_commit' })).toMatchObject({
      signal: 'SIGKILL',
      stdout: '',
    });
  });

  it('counts passings', () => {
    const armed = { CADRE_CRASH_POINT: 'claim.after_commit', CADRE_CRASH_POINT_COUNT: '3' };
    expect(passThreeTimes(armed)).toMatchObject({ signal: 'SIGKILL', stdout: '12' });
  });
});
