import { TaskErrorCode } from '@cadre/contracts';
import { permanentFailure } from '../../execution/agent-failure';
import { isRecord } from '../../schema/json-value';
import { REPORT_FILE, type Commands, type HasProgram } from './commands';
import { installCommand, packageManagerOf, scriptCommand, type PackageManager } from './npm-pnpm-yarn';
import { isInside, readInside } from './read-inside';

const NO_TESTS = 'no test specified';
/** An archive holds no links, so packages that were brought along in one have lost their programs. */
const LINK_PROGRAMS = 'npm rebuild --ignore-scripts --offline';

/**
 * What a Node project's package.json says; nothing for another project, or one whose every step the caller has said.
 * Scripts are run by the project's own package manager where the machine has it, otherwise by npm, which every Node has;
 * only an installation needs the very one.
 */
export function nodeCommands(folder: string, said: Commands, has: HasProgram): Commands {
  const { install, build: toBuild, test: toTest } = said;
  if (install !== undefined && toBuild !== undefined && toTest !== undefined) return {};
  const manifest = readManifest(folder);
  if (manifest === undefined) return {};
  const manager = packageManagerOf(folder, manifest);
  const runner = has(manager) ? manager : 'npm';
  const scripts = isRecord(manifest['scripts']) ? manifest['scripts'] : {};
  const { build, test } = scripts;
  const toInstall = install ?? installOf(folder, manifest, manager, has);
  return {
    ...(toInstall !== undefined && { install: toInstall }),
    ...(typeof build === 'string' && { build: scriptCommand(runner, 'build') }),
    ...(typeof test === 'string' && !test.includes(NO_TESTS) && { test: testCommand(runner, test) }),
  };
}

/** Undefined when everything is there already. */
function installOf(
  folder: string,
  manifest: Record<string, unknown>,
  manager: PackageManager,
  has: HasProgram,
): string | undefined {
  if (isInside(folder, 'node_modules')) return isInside(folder, 'node_modules/.bin') ? undefined : LINK_PROGRAMS;
  if (!hasDependencies(manifest) || isInside(folder, '.pnp.cjs')) return undefined;
  if (has(manager)) return installCommand(manager, folder);
  throw permanentFailure(
    TaskErrorCode.WorkspaceUnreadable,
    `the project is installed with ${manager}, which this worker does not have; bring node_modules along, or say what to run in commands.install`,
  );
}

function readManifest(folder: string): Record<string, unknown> | undefined {
  const text = readInside(folder, 'package.json');
  if (text === undefined) return undefined;
  try {
    const manifest: unknown = JSON.parse(text);
    if (isRecord(manifest)) return manifest;
  } catch (error) {
    throw permanentFailure(TaskErrorCode.WorkspaceUnreadable, 'package.json is not JSON', error);
  }
  throw permanentFailure(TaskErrorCode.WorkspaceUnreadable, 'package.json is not an object');
}

function hasDependencies(manifest: Record<string, unknown>): boolean {
  const lists = [manifest['dependencies'], manifest['devDependencies']];
  return lists.some((list) => isRecord(list) && Object.keys(list).length > 0);
}

/** Runners that can write a report for programs are asked to. */
function testCommand(runner: PackageManager, script: string): string {
  if (/\bjest\b/.test(script) && !script.includes('--json'))
    return scriptCommand(runner, 'test', `--json --outputFile=${REPORT_FILE}`);
  if (/\bvitest\b/.test(script) && !script.includes('--reporter')) {
    return scriptCommand(runner, 'test', `--run --reporter=default --reporter=json --outputFile.json=${REPORT_FILE}`);
  }
  return scriptCommand(runner, 'test');
}
