import { readFileSync } from 'node:fs';
import { describeWith, SANDBOX_REQUIREMENTS } from '@cadre/testing';
import { projectFile } from '../definition/project-file';
import { ESCAPE_ATTEMPTS, promiseOf, type EscapeAttempt } from '../testing/escape-attempts';
import { EscapeStage } from '../testing/escape-stage';
import { SANDBOX_DRIVERS, SMALL_PROFILE } from '../testing/sandbox-drivers';
import type { SandboxDriver } from './drivers/sandbox-driver';
import { findGroupHome } from './groups/find-group-home';
import { RunGroups } from './groups/run-groups';
import { LocalSandbox } from './local-sandbox';
import { createPrivateFolder, handOver, removePrivateFolder } from './private-folder';
import { hasInEnvironment, readProcessTable } from './process-table';

jest.setTimeout(60_000);

const groups = RunGroups.open(findGroupHome());
const isRoot = process.getuid?.() === 0;
/** What the kernel sees to where there are groups. */
const BOUNDED_BY_GROUPS = ESCAPE_ATTEMPTS.filter(({ name }) => /memory|fork bomb|leave processes/.test(name));

const FIRST = SANDBOX_DRIVERS.find(({ name }) => SANDBOX_REQUIREMENTS[name].look().state === 'works');

for (const driver of SANDBOX_DRIVERS) {
  describeWith(SANDBOX_REQUIREMENTS[driver.name], `escaping from the ${driver.name} sandbox`, () =>
    fails(driver, null, driver === FIRST ? ESCAPE_ATTEMPTS : ESCAPE_ATTEMPTS.filter(({ byWorker }) => !byWorker)),
  );
}
describeWith(SANDBOX_REQUIREMENTS.bubblewrap, 'escaping from the bubblewrap sandbox with control groups', () => {
  const [bubblewrap] = SANDBOX_DRIVERS;
  if (groups !== null && bubblewrap !== undefined) fails(bubblewrap, groups, BOUNDED_BY_GROUPS);
  else it.skip('needs a machine where groups can be made', () => undefined);
});

/** What a driver does not promise to stop is not tried: it would get through. */
function isPromised(attempt: EscapeAttempt, { name }: SandboxDriver): boolean {
  const promise = promiseOf(attempt, name);
  return promise === 'stopped' || (promise === 'as root' && isRoot);
}

function fails(driver: SandboxDriver, kept: RunGroups | null, attempts: readonly EscapeAttempt[]): void {
  let stage: EscapeStage;
  beforeEach(async () => (stage = await EscapeStage.open()));
  afterEach(() => stage.close());

  async function attempt({ argv, profile }: EscapeAttempt) {
    const workspace = await createPrivateFolder();
    let output = '';
    try {
      await handOver(workspace);
      const outcome = await new LocalSandbox(driver, kept).run({
        argv: argv(stage),
        profile: { ...SMALL_PROFILE, ...profile },
        workspace,
        environment: { PATH: '/usr/local/bin:/usr/bin:/bin', MARK: stage.mark },
        signal: new AbortController().signal,
        onOutput: (chunk) => (output += chunk.toString()),
      });
      return { stage, output, outcome };
    } finally {
      await removePrivateFolder(workspace);
    }
  }

  it.each(attempts.filter((each) => isPromised(each, driver)).map((each) => [each.name, each] as const))(
    'fails to %s',
    async (_, each) => {
      const seen = await attempt(each);
      expect({ ...seen.outcome, output: seen.output.slice(0, 500), escaped: each.escaped(seen) }).toMatchObject({
        escaped: false,
        aborted: false,
      });
      const left = readProcessTable().filter(
        ({ pid, zombie }) => !zombie && hasInEnvironment(pid, `MARK=${stage.mark}`),
      );
      expect(left).toEqual([]);
      const after = await attempt({ name: 'go on', argv: () => ['/bin/echo', 'well'], escaped: () => false });
      expect(after).toMatchObject({ output: 'well\n', outcome: { exitCode: 0 } });
    },
  );
}

describe('the page on the sandbox', () => {
  it('promises what is tried here, attempt by attempt', () => {
    const page = readFileSync(projectFile('docs/sandbox.md'), 'utf8');
    const rows = [
      ...page.matchAll(
        /^\| (\S.*?) +\| (stopped|as root|open) +\| (stopped|as root|open) +\| (stopped|as root|open) +\|$/gm,
      ),
    ];
    const promised = rows.map(([, name, ...words]) => [name, ...words]);
    const names = SANDBOX_DRIVERS.map(({ name }) => name);
    expect(promised).toEqual(ESCAPE_ATTEMPTS.map((each) => [each.name, ...names.map((name) => promiseOf(each, name))]));
  });
});
