import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Commands } from './commands';
import { projectCommands } from './project-commands';

type Manifest = Record<string, unknown>;

const DEPENDS = { devDependencies: { tape: '5.0.0' } };
const SCRIPTS = { scripts: { build: 'tsc', test: 'tape test/*.js' } };

describe('what is run for a project', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'commands-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function place(...files: readonly string[]): void {
    for (const file of files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), '');
    }
  }

  function commandsOf(manifest: Manifest | undefined, wanted: Commands = {}, has = ['npm', 'pnpm', 'yarn']) {
    if (manifest !== undefined) writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    return Object.fromEntries(projectCommands(folder, wanted, (name) => has.includes(name)));
  }

  it.each([
    ['no lock file', [], 'npm install --no-audit --no-fund', 'npm run build', 'npm test'],
    ['a lock file of npm', ['package-lock.json'], 'npm ci --no-audit --no-fund', 'npm run build', 'npm test'],
    ['one of pnpm', ['pnpm-lock.yaml'], 'pnpm install --frozen-lockfile', 'pnpm run build', 'pnpm test'],
    ['one of yarn', ['yarn.lock'], 'yarn install --frozen-lockfile', 'yarn run build', 'yarn test'],
    ['one of a newer yarn', ['yarn.lock', '.yarnrc.yml'], 'yarn install --immutable', 'yarn run build', 'yarn test'],
  ])('a Node project with %s', (_, files, install, build, test) => {
    place(...files);
    expect(commandsOf({ ...SCRIPTS, ...DEPENDS })).toEqual({ install, build, test });
  });

  it('believes packageManager more than a lock file', () => {
    place('package-lock.json');
    expect(commandsOf({ ...SCRIPTS, ...DEPENDS, packageManager: 'pnpm@9.1.0' })).toMatchObject({
      install: 'pnpm install',
      test: 'pnpm test',
    });
  });

  it('runs scripts by npm where the own manager is missing, and refuses to install by another', () => {
    place('yarn.lock', 'node_modules/.bin/tape');
    expect(commandsOf({ ...SCRIPTS, ...DEPENDS }, {}, ['npm'])).toEqual({ build: 'npm run build', test: 'npm test' });
    rmSync(join(folder, 'node_modules'), { recursive: true });
    expect(() => commandsOf({ ...SCRIPTS, ...DEPENDS }, {}, ['npm'])).toThrow('installed with yarn');
    expect(commandsOf({ ...SCRIPTS, ...DEPENDS }, { install: '' }, ['npm'])).toMatchObject({ test: 'npm test' });
  });

  it('links the programs of packages that came in an archive', () => {
    place('node_modules/tape/index.js');
    expect(commandsOf({ ...SCRIPTS, ...DEPENDS })).toMatchObject({ install: 'npm rebuild --ignore-scripts --offline' });
  });

  it.each([
    ['npm', 'jest', 'npm test -- --json --outputFile=.cadre-test-report.json'],
    ['pnpm', 'jest', 'pnpm test --json --outputFile=.cadre-test-report.json'],
    ['yarn', 'vitest', 'yarn test --run --reporter=default --reporter=json --outputFile.json=.cadre-test-report.json'],
  ])('asks by %s for the report that %s can write', (manager, script, test) => {
    const manifest = { scripts: { test: script }, packageManager: `${manager}@1.0.0` };
    expect(commandsOf(manifest)).toEqual({ test });
  });

  it.each([
    ['unittest by its files', ['tests/test_sum.py'], {}, 'unittest discover -v'],
    ['pytest by its conftest', ['tests/test_sum.py', 'conftest.py'], {}, 'pytest -v'],
    ['pytest by its settings', ['test_sum.py'], { 'pyproject.toml': '[tool.pytest.ini_options]' }, 'pytest -v'],
  ])('a Python project: %s', (_, files, texts, command) => {
    place(...files);
    for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), String(text));
    expect(commandsOf(undefined)['test']).toMatch(new RegExp(`python3 -m ${command}$`));
  });

  it('takes the caller’s word for everything', () => {
    writeFileSync(join(folder, 'package.json'), '{');
    const wanted = { install: '', build: 'make', test: 'make test' };
    expect(commandsOf(undefined, wanted)).toEqual({ build: 'make', test: 'make test' });
  });

  it('reads no file of the worker’s through a link, and waits for no pipe', () => {
    const outside = mkdtempSync(join(tmpdir(), 'outside-'));
    writeFileSync(join(outside, 'package.json'), JSON.stringify(SCRIPTS));
    symlinkSync(join(outside, 'package.json'), join(folder, 'package.json'));
    expect(() => commandsOf(undefined)).toThrow('neither a package.json');
    rmSync(join(folder, 'package.json'));
    execFileSync('mkfifo', [join(folder, 'package.json')]);
    expect(() => commandsOf(undefined)).toThrow('neither a package.json');
    rmSync(outside, { recursive: true });
  });
});
