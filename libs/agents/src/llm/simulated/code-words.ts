import { textParameter, type Assignment } from './assignment';

const MAX_NAMES = 5;
const DECLARATION =
  /(?:export\s+(?:default\s+)?)?(?:async\s+)?(?:function\s+|class\s+|const\s+(?=\w+\s*=\s*(?:async\s*)?\()|def\s+)([A-Za-z_]\w{0,60})/g;

/** The functions and classes that the given source code declares. */
export function exportedNames(assignment: Assignment): string[] {
  const source = (textParameter(assignment, 'source_code') ?? '').slice(0, 100_000);
  const names = [...source.matchAll(DECLARATION)].flatMap(([, name]) => (name === undefined ? [] : [name]));
  return [...new Set(names)].slice(0, MAX_NAMES);
}

/** The first file a diff touches. */
export function fileOfDiff(assignment: Assignment): string {
  const diff = textParameter(assignment, 'diff') ?? '';
  return /^\+\+\+ (?:b\/)?([^\s]{1,200})/m.exec(diff)?.[1] ?? textParameter(assignment, 'file_path') ?? 'src/index.ts';
}

/** A name as code would spell it. */
export function identifierFrom(text: string): string {
  const words = text.match(/[A-Za-z0-9]+/g) ?? ['value'];
  return words
    .slice(0, 4)
    .map((word, index) => (index === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
}

/** A test file for the declared names, in the wanted language. */
export function testCode(assignment: Assignment): string {
  const found = exportedNames(assignment);
  const names = found.length > 0 ? found : ['subjectUnderTest'];
  const path = textParameter(assignment, 'file_path') ?? 'module.js';
  if (textParameter(assignment, 'language') === 'python') return pythonTests(names, path);
  return javascriptTests(names, path, textParameter(assignment, 'framework') ?? 'node:test');
}

function javascriptTests(names: readonly string[], path: string, framework: string): string {
  const module = `./${(path.split('/').at(-1) ?? path).replace(/\.ts$/, '')}`;
  const own = framework === 'node:test';
  const header = own
    ? ["import { test } from 'node:test';", "import assert from 'node:assert/strict';"]
    : framework === 'vitest'
      ? ["import { expect, test } from 'vitest';"]
      : [];
  const defined = (name: string): string =>
    own ? `assert.equal(typeof ${name}, 'function');` : `expect(typeof ${name}).toBe('function');`;
  const refuses = (name: string): string =>
    own ? `assert.throws(() => ${name}(undefined));` : `expect(() => ${name}(undefined)).toThrow();`;
  const cases = names.flatMap((name) => [
    `test('${name} is there to be called', () => {\n  ${defined(name)}\n});`,
    `test('${name} refuses what it cannot use', () => {\n  ${refuses(name)}\n});`,
  ]);
  return `${[...header, `import { ${names.join(', ')} } from '${module}';`].join('\n')}\n\n${cases.join('\n\n')}\n`;
}

function pythonTests(names: readonly string[], path: string): string {
  const module = (path.split('/').at(-1) ?? path).replace(/\.py$/, '');
  const cases = names.flatMap((name) => [
    `def test_${name}_is_there_to_be_called():\n    assert callable(${name})`,
    `def test_${name}_refuses_what_it_cannot_use():\n    with pytest.raises(Exception):\n        ${name}(None)`,
  ]);
  return `import pytest\n\nfrom ${module} import ${names.join(', ')}\n\n\n${cases.join('\n\n\n')}\n`;
}
