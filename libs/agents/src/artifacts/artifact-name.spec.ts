import { artifactNameProblem } from './artifact-name';

describe('the name of an artifact', () => {
  it.each(['report.json', 'logs/build.log', 'a b.txt', 'Müller.txt', '.hidden', '資料.pdf'])('%s is good', (name) => {
    expect(artifactNameProblem(name)).toBeUndefined();
  });

  it.each([
    '',
    '.',
    '..',
    '../x',
    'a/../b',
    'a/./b',
    '/etc/passwd',
    '//x',
    'a//b',
    'a/',
    'C:\\x',
    'C:x',
    'a\\b',
    'nul',
    'NUL.txt',
    'con',
    'com1.log',
    'a\u0000b',
    'a\nb',
    'a\u007fb',
    'x'.repeat(256),
    'a/'.repeat(9) + 'b',
    'end.',
    ' start',
    'end ',
    'a<b',
    'a|b',
    'lone\ud800',
    'e\u0301',
  ])('%j cannot leave or confuse its space', (name) => {
    expect(artifactNameProblem(name)).toEqual(expect.any(String));
  });
});
