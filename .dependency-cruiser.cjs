/**
 * Who may import whom. docs/adr/0002-layering.md gives the reasons; tests/architecture plants a violation
 * of every rule below and expects it to be caught, so a rule without a planted violation fails there.
 */

/** The libraries, lowest first, each with the libraries it may import. What is absent is forbidden. */
const LAYERS = {
  domain: [],
  config: [],
  crypto: [],
  'embedded-postgres': [],
  contracts: ['domain'],
  cron: ['domain'],
  expressions: ['domain'],
  observability: ['config'],
  bus: ['contracts', 'observability', 'config', 'crypto'],
  persistence: ['domain', 'observability', 'config', 'crypto'],
  agents: ['domain', 'contracts', 'expressions', 'observability', 'config', 'crypto'],
  sdk: ['contracts'],
};
const ALL_LIBS = [...Object.keys(LAYERS), 'testing'];

/** Specs, and the contract suites that specs run against each adapter of a port. */
const TEST_FILE = '\\.(spec|integration-spec|e2e-spec|contract)\\.ts$';
/** Fixtures and builders that specs share. */
const TEST_FOLDER = '^(libs|apps)/[^/]+/src/.*testing/';
const DOORS = '^libs/[^/]+/src/(testing/)?index\\.ts$';
const OPEN_LEAVES = '(http|lifecycle|output)';
const APPS_WITH_FEATURES = '(gateway|orchestrator|worker|cli|launcher)';

const pathOf = (lib) => `^libs/${lib}/`;
const npm = (...names) => `(^|node_modules/)(${names.join('|')})(/|$)`;

const layerRules = Object.entries(LAYERS).flatMap(([lib, allowed]) => [
  {
    name: `lib-${lib}`,
    comment: `libs/${lib} imports ${allowed.length > 0 ? `only ${allowed.join(', ')}` : 'no other library'}`,
    severity: 'error',
    from: { path: pathOf(lib), pathNot: TEST_FILE },
    to: { path: '^(libs|apps|tests|scripts)/', pathNot: [lib, ...allowed].map(pathOf) },
  },
  {
    name: `specs-of-${lib}`,
    comment: `specs of libs/${lib} see what the library sees, and libs/testing`,
    severity: 'error',
    from: { path: `${pathOf(lib)}.*${TEST_FILE}` },
    to: { path: '^(libs|apps|tests|scripts)/', pathNot: [lib, ...allowed, 'testing'].map(pathOf) },
  },
]);

const graphRules = [
  {
    name: 'no-circular',
    comment: 'a cycle has no bottom to start reading from; type-only cycles count',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'not-unresolvable',
    comment: 'an import that does not resolve slips through every other rule',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
];

const libRules = [
  {
    name: 'lib-testing',
    comment: 'libs/testing may use every library, and no app',
    severity: 'error',
    from: { path: pathOf('testing') },
    // The test server builds what it starts.
    to: { path: '^(libs|apps|tests|scripts)/', pathNot: [...ALL_LIBS.map(pathOf), '^scripts/build\\.mjs$'] },
  },
  {
    name: 'domain-is-pure',
    comment: 'the domain decides from its arguments: no package, no node:*',
    severity: 'error',
    from: { path: pathOf('domain'), pathNot: TEST_FILE },
    to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'core'] },
  },
  {
    name: 'lib-through-its-door',
    comment: 'from outside, a library is its index.ts (or its testing/index.ts)',
    severity: 'error',
    from: { path: '^(?:apps|libs)/([^/]+)/' },
    to: { path: '^libs/', pathNot: ['^libs/$1/', DOORS] },
  },
  {
    name: 'tests-through-the-door',
    comment: 'end-to-end tests and the benchmark use the doors, too',
    severity: 'error',
    from: { path: '^(tests|bench)/' },
    to: { path: '^libs/', pathNot: DOORS },
  },
  {
    name: 'no-barrel-within-lib',
    comment: 'inside a library import the file that has it, not the door',
    severity: 'error',
    from: { path: '^libs/([^/]+)/src/(?!index\\.ts$)' },
    to: { path: '^libs/$1/src/index\\.ts$' },
  },
  {
    name: 'one-door-per-lib',
    comment: 'no index.ts below the door, except testing/index.ts',
    severity: 'error',
    from: {},
    to: { path: '^libs/[^/]+/src/.+/index\\.ts$', pathNot: '^libs/[^/]+/src/testing/index\\.ts$' },
  },
];

const appRules = [
  {
    name: 'no-app-to-app',
    comment: 'apps meet on the bus and in the database, never in an import',
    severity: 'error',
    from: { path: '^apps/([^/]+)/' },
    to: { path: '^apps/', pathNot: '^apps/$1/' },
  },
  {
    name: 'feature-through-its-module',
    comment:
      'a feature folder reaches another only through its *.module.ts or *.port.ts, or a guard, decorator or interceptor',
    severity: 'error',
    from: { path: `^apps/${APPS_WITH_FEATURES}/src/([^/]+)/`, pathNot: [TEST_FILE, TEST_FOLDER] },
    to: {
      path: '^apps/$1/src/[^/]+/',
      pathNot: [
        '^apps/$1/src/$2/',
        `^apps/$1/src/${OPEN_LEAVES}/`,
        '\\.(module|port|guard|decorator|interceptor)\\.ts$',
      ],
    },
  },
  {
    name: 'open-folders-stay-leaves',
    comment: 'http/, lifecycle/ and output/ serve every feature, so they know none',
    severity: 'error',
    from: { path: `^apps/([^/]+)/src/${OPEN_LEAVES}/`, pathNot: TEST_FILE },
    to: { path: '^apps/$1/src/[^/]+/', pathNot: ['^apps/$1/src/$2/'] },
  },
  {
    name: 'clients-see-types-only',
    comment: 'sdk, cli and dashboard know the contracts as types: the wire carries values',
    severity: 'error',
    from: { path: '^(libs/sdk|apps/cli|apps/dashboard)/', pathNot: TEST_FILE },
    to: { path: pathOf('contracts'), dependencyTypesNot: ['type-only'] },
  },
];

const packageRules = [
  {
    name: 'amqplib-only-in-adapter',
    comment: 'AMQP ends at libs/bus/src/amqp; tests speak it to try what the product never would',
    severity: 'error',
    from: { pathNot: '^(libs/bus/src/amqp|tests)/' },
    to: { path: npm('amqplib', 'amqp-connection-manager', '@types/amqplib') },
  },
  {
    name: 'typeorm-only-in-persistence',
    comment: 'the ORM ends at libs/persistence',
    severity: 'error',
    from: { pathNot: pathOf('persistence') },
    to: { path: npm('typeorm', '@nestjs/typeorm') },
  },
  {
    name: 'pg-only-in-adapters',
    comment: 'SQL is spoken in persistence, in the PostgreSQL bus, and by those that start or prepare a database',
    severity: 'error',
    from: { pathNot: '^libs/(persistence/|bus/src/postgres/|testing/|embedded-postgres/)' },
    to: { path: npm('pg', 'pg-cursor', 'pg-pool', '@types/pg') },
  },
  {
    name: 'croner-only-in-cron',
    comment: 'cron arithmetic ends at libs/cron, which mends what the library says about clock changes',
    severity: 'error',
    from: { pathNot: pathOf('cron') },
    to: { path: npm('croner') },
  },
  {
    name: 'nestjs-microservices-only-at-the-edge',
    comment: 'among the libraries, only libs/bus/src/nest knows how Nest wants messages',
    severity: 'error',
    from: { path: '^libs/', pathNot: '^libs/bus/src/nest/' },
    to: { path: npm('@nestjs/microservices') },
  },
  {
    name: 'jsep-only-in-expressions',
    comment: 'the parser is configured once for the whole process; everybody else gets the tree of the domain',
    severity: 'error',
    from: { pathNot: pathOf('expressions') },
    to: { path: npm('jsep') },
  },
  {
    name: 'no-dev-package-in-product',
    comment: 'production installs leave devDependencies out',
    severity: 'error',
    from: { path: '^(apps|libs)/', pathNot: [TEST_FILE, TEST_FOLDER, pathOf('testing')] },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
  },
  {
    name: 'no-undeclared-package',
    comment: 'a package that is here by accident leaves by accident: declare it',
    severity: 'error',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
];

const testRules = [
  {
    name: 'tests-do-not-ship',
    comment: 'product code imports no spec, no contract suite, no benchmark and nothing from a testing folder',
    severity: 'error',
    from: { path: '^(apps|libs)/', pathNot: [TEST_FILE, TEST_FOLDER, pathOf('testing')] },
    to: { path: [pathOf('testing'), TEST_FOLDER, TEST_FILE, '^(tests|bench)/'] },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...graphRules, ...layerRules, ...libRules, ...appRules, ...packageRules, ...testRules],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage)/|^apps/dashboard/dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'default', 'import', 'types'],
      extensions: ['.ts', '.js', '.cjs', '.mjs', '.json', '.d.ts'],
    },
  },
};
