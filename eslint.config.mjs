import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const TYPESCRIPT = ['apps/**/*.ts', 'libs/**/*.ts', 'tests/**/*.ts', 'bench/**/*.ts'];
const TESTS = ['**/*.spec.ts', '**/*-spec.ts', '**/*.contract.ts', '**/testing/**/*.ts', 'tests/**/*.ts'];
const MIGRATIONS = ['libs/persistence/src/migrations/**'];
/** Those that read or set the environment on purpose: the one reader, and whoever starts processes. */
const ENVIRONMENT = ['libs/config/**/*.ts', 'apps/launcher/**/*.ts', 'libs/embedded-postgres/**/*.ts'];
const TERMINAL = ['apps/cli/**/*.ts', 'apps/launcher/**/*.ts'];
const EMPTY_NAMES = '{common,shared,util,utils,helper,helpers,manager,managers,misc}';

const everywhere = [
  {
    selector: 'CallExpression[callee.name="forwardRef"]',
    message: 'forwardRef hides a cycle. Move what both sides need into a third place.',
  },
  {
    selector: 'ImportExpression[source.value=/^@cadre/]',
    message: 'Load our libraries with a plain import: the build does not rewrite aliases in import().',
  },
];
const namedErrors = [
  {
    selector: 'ThrowStatement > :matches(NewExpression, CallExpression)[callee.name="Error"]',
    message: 'Throw a class of its own with a stable code, so that callers can tell what happened.',
  },
];
const wireNames = [
  {
    selector: ':matches(Literal[value=/^cadre[.]/], TemplateElement[value.raw=/^cadre[.]/])',
    message: 'Exchange, queue and routing names are built in libs/contracts/src/topology.ts only.',
  },
];
const environment = [
  {
    selector:
      ':matches(MemberExpression[object.name="process"][property.name="env"], VariableDeclarator[init.name="process"] > ObjectPattern > Property[key.name="env"])',
    message: 'The environment is read once, in libs/config. Take a typed setting instead.',
  },
];
const clock = [
  {
    selector: ':matches(NewExpression[arguments.length=0], CallExpression)[callee.name="Date"]',
    message: 'The domain has no clock: take the time as an argument.',
  },
];

const restrictSyntax = (...groups) => ({ 'no-restricted-syntax': ['error', ...everywhere, ...groups.flat()] });

export default tseslint.config(
  { ignores: ['dist/**', 'coverage/**', 'node_modules/**', 'apps/dashboard/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  {
    files: ['**/*.mjs', '**/*.cjs'],
    extends: [js.configs.recommended],
    languageOptions: {
      globals: Object.fromEntries(
        [
          ...['process', 'console', 'performance', 'Buffer', 'URL', 'AbortController', 'AbortSignal', 'fetch'],
          ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'structuredClone'],
        ].map((name) => [name, 'readonly']),
      ),
    },
    rules: { 'no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }] },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { __dirname: 'readonly', __filename: 'readonly', jest: 'readonly' },
    },
  },

  {
    files: TYPESCRIPT,
    extends: [js.configs.recommended, ...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: false }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // An async method without await is how an in-memory adapter answers a port that returns promises.
      '@typescript-eslint/require-await': 'off',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-restricted-imports': [
        'error',
        {
          paths: ['process', 'node:process'].map((name) => ({
            name,
            importNames: ['env'],
            message: 'The environment is read once, in libs/config.',
          })),
          patterns: [
            { group: ['@cadre/*/*', '!@cadre/bus/testing'], message: 'Import the library, not a file inside it.' },
            { regex: '(^|/)libs/', message: 'Reach a library by its alias, @cadre/<lib>.' },
          ],
        },
      ],
      ...restrictSyntax(namedErrors, wireNames, environment),
    },
  },

  // A collaborator too many is a second responsibility.
  { files: ['apps/**/*.ts', 'libs/**/*.ts'], rules: { '@typescript-eslint/max-params': ['error', { max: 5 }] } },
  { files: ENVIRONMENT, rules: restrictSyntax(namedErrors, wireNames) },
  { files: ['libs/contracts/src/topology.ts'], rules: restrictSyntax(namedErrors, environment) },
  { files: TERMINAL, rules: { 'no-console': 'off' } },

  {
    files: ['libs/domain/**/*.ts'],
    ignores: TESTS,
    rules: {
      ...restrictSyntax(namedErrors, wireNames, environment, clock),
      'no-restricted-globals': [
        'error',
        ...['process', 'console', 'performance', 'crypto', 'fetch', 'Buffer', 'globalThis', 'require'],
        ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'The domain has no clock: take the time as an argument.' },
        {
          object: 'Math',
          property: 'random',
          message: 'The domain has no dice: take the random number as an argument.',
        },
      ],
    },
  },

  {
    files: TESTS,
    rules: {
      ...restrictSyntax(),
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      '@typescript-eslint/max-params': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      // Bodies of HTTP answers are untyped until a test asserts on them.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  { files: MIGRATIONS, rules: { 'max-lines': 'off', 'max-lines-per-function': 'off' } },

  {
    files: [
      `{apps,libs}/**/${EMPTY_NAMES}/**/*.ts`,
      `{apps,libs}/**/${EMPTY_NAMES}.ts`,
      `{apps,libs}/**/*[.-]${EMPTY_NAMES}.ts`,
    ],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'Program', message: 'This name says nothing. Name the file or folder after what it does.' },
      ],
    },
  },
);
