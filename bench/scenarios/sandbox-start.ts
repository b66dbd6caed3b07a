import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  createPrivateFolder,
  handOver,
  probeSandbox,
  projectFile,
  removePrivateFolder,
  SandboxProfiles,
  type Sandbox,
} from '@cadre/agents';
import { BenchError } from '../errors';
import { percentiles } from '../measure/percentiles';
import type { Scenario } from './scenario';

const ROUNDS = 200;
const QUICK_ROUNDS = 40;
const ARGV = ['/bin/true'] as const;

/** What a command costs more in the sandbox than outside of it: from an empty folder until nothing is left of it. */
export const sandboxStart: Scenario = {
  name: 'sandbox',
  quick: true,
  bus: 'postgres',
  async run({ quick }) {
    const sandbox = await probeSandbox();
    const rounds = quick ? QUICK_ROUNDS : ROUNDS;
    const [inside, outside]: [number[], number[]] = [[], []];
    // In turns, so that both see the same machine.
    for (let round = 0; round < rounds; round += 1) {
      inside.push(await timed(() => runInside(sandbox)));
      outside.push(await timed(runOutside));
    }
    const [there, here] = [percentiles(inside), percentiles(outside)];
    const note = `${sandbox.driver}: ${there.p50.toFixed(1)} ms, p95 ${there.p95.toFixed(1)} ms; bare process ${here.p50.toFixed(1)} ms`;
    return [{ name: 'sandbox start p50', value: there.p50 - here.p50, unit: 'ms', limit: { atMost: 60 }, note }];
  },
};

async function runInside(sandbox: Sandbox): Promise<void> {
  const workspace = await createPrivateFolder();
  await handOver(workspace);
  const { exitCode } = await sandbox.run({
    ...{ argv: ARGV, profile: PROFILES.get('build-test'), workspace, environment: { PATH: '/usr/bin:/bin' } },
    ...{ signal: new AbortController().signal, onOutput: () => undefined },
  });
  await removePrivateFolder(workspace);
  if (exitCode !== 0) throw new BenchError(`the sandbox ended with ${exitCode}`);
}

async function runOutside(): Promise<void> {
  const [file, ...args] = ARGV;
  await once(spawn(file, args, { stdio: 'ignore' }), 'exit');
}

async function timed(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const PROFILES = SandboxProfiles.load(projectFile('configs/sandbox_limits.json'));
