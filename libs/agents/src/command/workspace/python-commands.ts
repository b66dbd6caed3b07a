import { readdirSync } from 'node:fs';
import type { Commands } from './commands';
import { isInside, readInside } from './read-inside';

const PROJECT_FILES = ['pyproject.toml', 'setup.py', 'setup.cfg', 'tox.ini', 'pytest.ini', 'requirements.txt'];
const TEST_FILE = /^(test_.*|.*_test)\.py$/;

/** What a Python project is tested with, going by its files; nothing for another project. */
export function pythonCommands(folder: string): Commands {
  const tests = [folder, `${folder}/tests`, `${folder}/test`]
    .flatMap(listFolder)
    .filter((name) => TEST_FILE.test(name));
  if (tests.length === 0 && !PROJECT_FILES.some((file) => isInside(folder, file))) return {};
  // What was brought along instead of installed is found here; a packaged project has its sources in src.
  const path = 'PYTHONPATH="src:vendor:.${PYTHONPATH:+:$PYTHONPATH}"';
  return { test: `${path} python3 -m ${wantsPytest(folder) ? 'pytest -v' : 'unittest discover -v'}` };
}

function wantsPytest(folder: string): boolean {
  if (isInside(folder, 'pytest.ini') || isInside(folder, 'conftest.py') || isInside(folder, 'tests/conftest.py'))
    return true;
  return PROJECT_FILES.some((file) => /\bpytest\b/.test(readInside(folder, file) ?? ''));
}

function listFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
