import { plant } from './planted-tree';

interface FileReport {
  filePath: string;
  messages: { ruleId: string | null; message: string }[];
}

interface Planted {
  rule: string;
  file: string;
  text: string;
}

const DOMAIN = 'libs/domain/src/task';
const APP = 'apps/gateway/src';

const planted: Planted[] = [
  {
    rule: '@typescript-eslint/no-explicit-any',
    file: `${APP}/any.ts`,
    text: 'export const f = (x: any): void => void x;',
  },
  {
    rule: '@typescript-eslint/no-floating-promises',
    file: `${APP}/floating.ts`,
    text: 'const f = async (): Promise<void> => {};\nexport const g = (): void => {\n  f();\n};',
  },
  {
    rule: '@typescript-eslint/no-non-null-assertion',
    file: `${APP}/bang.ts`,
    text: 'export const f = (x: string | null): string => x!;',
  },
  {
    rule: '@typescript-eslint/switch-exhaustiveness-check',
    file: `${APP}/switch.ts`,
    text: "export const f = (x: 'a' | 'b'): number => {\n  switch (x) {\n    case 'a':\n      return 1;\n    default:\n      return 2;\n  }\n};",
  },
  {
    rule: '@typescript-eslint/explicit-module-boundary-types',
    file: `${APP}/untyped.ts`,
    text: 'export const f = (x: number) => x;',
  },
  {
    rule: '@typescript-eslint/max-params',
    file: `${APP}/collaborators.ts`,
    text: 'export class A {\n  constructor(readonly a: 1, readonly b: 1, readonly c: 1, readonly d: 1, readonly e: 1, readonly f: 1) {}\n}',
  },
  { rule: 'max-lines', file: `${APP}/long-file.ts`, text: 'export {};\nvoid 0;\n'.repeat(151) },
  {
    rule: 'max-lines-per-function',
    file: `${APP}/long-function.ts`,
    text: `export const f = (): void => {\n${'  void 0;\n'.repeat(60)}};`,
  },
  { rule: 'no-console', file: `${APP}/console.ts`, text: "console.log('x');" },
  { rule: 'no-restricted-imports', file: `${APP}/inside.ts`, text: "import '@cadre/bus/postgres';" },
  { rule: 'no-restricted-imports', file: `${APP}/relative.ts`, text: "import '../../../libs/bus/src/index';" },
  {
    rule: 'no-restricted-imports',
    file: `${APP}/env-import.ts`,
    text: "import { env } from 'node:process';\nvoid env;",
  },
  {
    rule: 'no-restricted-syntax',
    file: `${APP}/throw.ts`,
    text: "export const f = (): never => {\n  throw new Error('x');\n};",
  },
  { rule: 'no-restricted-syntax', file: `${APP}/wire.ts`, text: "export const name = 'cadre.tasks.high';" },
  {
    rule: 'no-restricted-syntax',
    file: `${APP}/wire-template.ts`,
    text: 'export const f = (t: string): string => `cadre.tasks.${t}`;',
  },
  { rule: 'no-restricted-syntax', file: `${APP}/env.ts`, text: 'export const port = process.env.PORT;' },
  { rule: 'no-restricted-syntax', file: `${APP}/env-taken.ts`, text: 'const { env } = process;\nvoid env;' },
  {
    rule: 'no-restricted-syntax',
    file: `${APP}/forward.ts`,
    text: 'declare function forwardRef(f: () => unknown): unknown;\nexport const x = forwardRef(() => 1);',
  },
  {
    rule: 'no-restricted-syntax',
    file: `${APP}/lazy.ts`,
    text: "export const f = (): Promise<unknown> => import('@cadre/bus');",
  },
  { rule: 'no-restricted-syntax', file: `${APP}/task-utils.ts`, text: 'export const x = 1;' },
  { rule: 'no-restricted-syntax', file: `${APP}/shared/thing.ts`, text: 'export const x = 1;' },
  { rule: 'no-restricted-syntax', file: `${DOMAIN}/new-date.ts`, text: 'export const now = new Date();' },
  { rule: 'no-restricted-syntax', file: `${DOMAIN}/date-call.ts`, text: 'export const now = Date();' },
  { rule: 'no-restricted-properties', file: `${DOMAIN}/date-now.ts`, text: 'export const now = Date.now();' },
  { rule: 'no-restricted-properties', file: `${DOMAIN}/random.ts`, text: 'export const dice = Math.random();' },
  { rule: 'no-restricted-globals', file: `${DOMAIN}/process.ts`, text: 'export const id = process.pid;' },
  { rule: 'no-restricted-globals', file: `${DOMAIN}/timer.ts`, text: 'setTimeout(() => undefined, 1);' },
  {
    rule: 'no-restricted-syntax',
    file: `${DOMAIN}/throw.ts`,
    text: "export const f = (): never => {\n  throw new Error('x');\n};",
  },
];

const allowed: Record<string, string> = {
  'libs/contracts/src/topology.ts': "export const tasks = 'cadre.tasks';\n",
  'libs/config/src/environment.ts': 'export const port = process.env.PORT;\n',
  'apps/launcher/src/environment.ts': 'export const path = process.env.PATH;\n',
  'apps/cli/src/print.ts': "console.log('done');\n",
  'libs/bus/src/testing/index.ts': 'export const suite = 1;\n',
  'apps/gateway/src/bus.spec.ts':
    "import '@cadre/bus/testing';\nit('fails', () => {\n  throw new Error('cadre.x');\n});\n",
  [`${DOMAIN}/parse.ts`]: 'export const at = (ms: number): Date => new Date(ms);\n',
  [`${DOMAIN}/parse.spec.ts`]: 'void Date.now();\n',
  'apps/gateway/src/managed-queue.ts': 'export const queue = 1;\n',
};

async function lint(): Promise<(file: string) => string[]> {
  using tree = plant({ ...allowed, ...Object.fromEntries(planted.map(({ file, text }) => [file, `${text}\n`])) });
  const reports = JSON.parse(
    await tree.run('eslint/bin/eslint.js', ['apps', 'libs', '--format', 'json']),
  ) as FileReport[];
  return (file) => {
    const report = reports.find(({ filePath }) => filePath.endsWith(`/${file}`));
    return report?.messages.map(({ ruleId, message }) => ruleId ?? message) ?? ['not linted'];
  };
}

describe('the lint rules', () => {
  let rulesFor: (file: string) => string[];

  beforeAll(async () => {
    rulesFor = await lint();
  });

  it.each(planted)('report $file under $rule', ({ rule, file }) => {
    expect(rulesFor(file)).toContain(rule);
  });

  it.each(Object.keys(allowed))('stay silent about %s', (file) => {
    expect(rulesFor(file)).toEqual([]);
  });
});
