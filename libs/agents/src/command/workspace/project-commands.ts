import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TaskErrorCode } from '@cadre/contracts';
import { permanentFailure } from '../../execution/agent-failure';
import { isRecord } from '../../schema/json-value';

export type StepName = 'install' | 'build' | 'test';
export type Commands = Readonly<Partial<Record<StepName, string>>>;

/** Where test runners are asked to leave their report; removed again with the workspace. */
export const REPORT_FILE = '.cadre-test-report.json';

const NO_TESTS = 'no test specified';

/**
 * What to run, in order: the caller's commands, and for a Node project what its package.json says where the caller says
 * nothing. An empty command skips its step. Throws AgentFailure when there is no way to test the project.
 */
export function projectCommands(folder: string, wanted: Commands): [StepName, string][] {
  const found = nodeCommands(folder);
  const commands = { ...found, ...wanted };
  if (commands.test === undefined) {
    throw permanentFailure(
      TaskErrorCode.WorkspaceUnreadable,
      'the workspace has no package.json with a test script; say what to run in commands.test',
    );
  }
  const steps = (['install', 'build', 'test'] as const).map(
    (step) => [step, commands[step] ?? ''] as [StepName, string],
  );
  return steps.filter(([, command]) => command !== '');
}

function nodeCommands(folder: string): Commands {
  const manifest = readManifest(folder);
  if (manifest === undefined) return {};
  const scripts = isRecord(manifest['scripts']) ? manifest['scripts'] : {};
  const { build, test } = scripts;
  return {
    ...(needsInstall(folder, manifest) && { install: installCommand(folder) }),
    ...(typeof build === 'string' && { build: 'npm run build' }),
    ...(typeof test === 'string' && !test.includes(NO_TESTS) && { test: testCommand(test) }),
  };
}

function readManifest(folder: string): Record<string, unknown> | undefined {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return undefined;
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isRecord(manifest)) return manifest;
  } catch (error) {
    throw permanentFailure(TaskErrorCode.WorkspaceUnreadable, 'package.json is not JSON', error);
  }
  throw permanentFailure(TaskErrorCode.WorkspaceUnreadable, 'package.json is not an object');
}

function needsInstall(folder: string, manifest: Record<string, unknown>): boolean {
  const lists = [manifest['dependencies'], manifest['devDependencies']];
  const some = lists.some((list) => isRecord(list) && Object.keys(list).length > 0);
  return some && !existsSync(join(folder, 'node_modules'));
}

function installCommand(folder: string): string {
  const verb = existsSync(join(folder, 'package-lock.json')) ? 'ci' : 'install';
  return `npm ${verb} --no-audit --no-fund`;
}

/** Runners that can write a report for programs are asked to. */
function testCommand(script: string): string {
  if (/\bjest\b/.test(script) && !script.includes('--json')) return `npm test -- --json --outputFile=${REPORT_FILE}`;
  if (/\bvitest\b/.test(script) && !script.includes('--reporter')) {
    return `npm test -- --run --reporter=default --reporter=json --outputFile.json=${REPORT_FILE}`;
  }
  return 'npm test';
}
