const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { compilerOptions } = require('./tsconfig.base.json');

const { $schema, ...swc } = JSON.parse(readFileSync(join(__dirname, '.swcrc'), 'utf8'));

/** The same aliases the compiler and the build use. */
const aliases = Object.fromEntries(
  Object.entries(compilerOptions.paths).map(([alias, [target]]) => [`^${alias}$`, `<rootDir>/${target}`]),
);

const base = {
  rootDir: __dirname,
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false, module: { type: 'commonjs' }, sourceMaps: 'inline' }],
  },
  moduleNameMapper: { ...aliases, '^(\\.{1,2}/.*)\\.js$': '$1' },
  moduleFileExtensions: ['js', 'ts', 'cjs', 'mjs', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/apps/dashboard/'],
  clearMocks: true,
  restoreMocks: true,
};

/** jest takes testTimeout for all projects together only, so a project sets its own before each file. */
const patience = (timeout) => ({ setupFilesAfterEnv: [join(__dirname, `tests/setup/timeout-${timeout}.cjs`)] });

/** One embedded PostgreSQL serves every suite of a run; the setup itself sees to it that it starts once. */
function withDatabase(project) {
  const setup = join(__dirname, 'libs/testing/src/jest-global-setup.cjs');
  const teardown = join(__dirname, 'libs/testing/src/jest-global-teardown.cjs');
  return {
    ...project,
    ...(existsSync(setup) && { globalSetup: setup }),
    ...(existsSync(teardown) && { globalTeardown: teardown }),
  };
}

/** A suite that lacks something of the machine is named at the end of the run. */
function namingSkipped(project) {
  const script = (name) => join(__dirname, `libs/testing/src/requirements/${name}.cjs`);
  return { ...project, globalSetup: script('jest-gather-skipped'), globalTeardown: script('jest-name-skipped') };
}

/** @type {import('jest').Config} */
module.exports = {
  // One more than processors: many suites mostly wait.
  maxWorkers: 3,
  testSequencer: join(__dirname, 'tests/setup/spread-sequencer.cjs'),
  projects: [
    namingSkipped({
      ...base,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs,bench}/**/*.spec.ts', '<rootDir>/tests/{chaos,faults}/**/*.spec.ts'],
    }),
    withDatabase({
      ...base,
      displayName: 'integration',
      testMatch: ['<rootDir>/{apps,libs}/**/*.integration-spec.ts', '<rootDir>/tests/chaos/**/*.integration-spec.ts'],
      ...patience('30s'),
    }),
    namingSkipped({
      ...base,
      displayName: 'architecture',
      testMatch: ['<rootDir>/tests/architecture/**/*.spec.ts'],
      ...patience('120s'),
    }),
    withDatabase({
      ...base,
      displayName: 'e2e',
      testMatch: ['<rootDir>/tests/**/*.e2e-spec.ts'],
      ...patience('120s'),
    }),
  ],
  coverageDirectory: 'coverage',
  coverageReporters: ['text-summary', 'lcov'],
  collectCoverageFrom: [
    '{apps,libs}/**/src/**/*.ts',
    '!**/*.d.ts',
    '!**/*spec.ts',
    '!**/*.contract.ts',
    '!**/testing/**',
    '!apps/*/src/main.ts',
    '!apps/dashboard/**',
    '!libs/persistence/src/migrations/**',
  ],
  coverageThreshold: {
    global: { lines: 90 },
    './libs/domain/': { lines: 95 },
  },
};
