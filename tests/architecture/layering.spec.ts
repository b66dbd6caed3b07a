import { join } from 'node:path';
import { plant } from './planted-tree';

interface Cruise {
  summary: { violations: { from: string; to: string; rule: { name: string } }[] };
}

interface Planted {
  rule: string;
  file: string;
  text: string;
}

/** A small tree of the real shape, without a single forbidden edge. */
const skeleton: Record<string, string> = {
  ...Object.fromEntries(
    [
      ...['agents', 'bus', 'config', 'contracts', 'cron', 'crypto', 'domain', 'embedded-postgres', 'expressions'],
      ...['observability', 'persistence', 'sdk', 'testing'],
    ].map((lib) => [`libs/${lib}/src/index.ts`, `export { part } from './part';\n`]),
  ),
  'libs/agents/src/part.ts': "import { part as p } from '@cadre/contracts';\nexport const part = p;\n",
  'libs/bus/src/part.ts': "import { part as p } from '@cadre/contracts';\nexport const part = p;\n",
  'libs/bus/src/postgres/pool.ts': "import { Pool } from 'pg';\nexport const pool = Pool;\n",
  'libs/bus/src/nest/strategy.ts': "import { Server } from '@nestjs/microservices';\nexport const server = Server;\n",
  'libs/bus/src/bus.contract.ts': "import { part } from './part';\nexport const suite = part;\n",
  'libs/bus/src/testing/index.ts': "export { suite } from '../bus.contract';\n",
  'libs/bus/src/part.spec.ts':
    "import { part } from '@cadre/testing';\nimport { suite } from './bus.contract';\nvoid [part, suite];\n",
  'libs/config/src/part.ts': "import { cpus } from 'node:os';\nexport const part = cpus;\n",
  'libs/contracts/src/part.ts':
    "import { part as p } from '@cadre/domain';\nexport const part = p;\nexport interface Message {\n  id: string;\n}\n",
  'libs/contracts/src/message.ts': 'export interface Message {\n  id: string;\n}\n',
  'libs/cron/src/part.ts': "import { Cron } from 'croner';\nexport const part = Cron;\n",
  'libs/crypto/src/part.ts': "import { randomUUID } from 'node:crypto';\nexport const part = randomUUID;\n",
  'libs/domain/src/part.ts': 'export const part = 1;\n',
  'libs/domain/src/part.spec.ts':
    "import * as fc from 'fast-check';\nimport { part } from './part';\nvoid [fc, part];\n",
  'libs/embedded-postgres/src/part.ts': "import { Client } from 'pg';\nexport const part = Client;\n",
  'libs/expressions/src/part.ts':
    "import { part as p } from '@cadre/domain';\nimport jsep from 'jsep';\nexport const part = [p, jsep];\n",
  'libs/observability/src/part.ts': "import { part as p } from '@cadre/config';\nexport const part = p;\n",
  'libs/persistence/src/part.ts': "import { DataSource } from 'typeorm';\nexport const part = DataSource;\n",
  'libs/sdk/src/part.ts':
    "import type { part as p } from '@cadre/contracts';\nexport const part = (x: typeof p) => x;\n",
  'libs/testing/src/part.ts':
    "import { part as p } from '@cadre/persistence';\nimport { suite } from '@cadre/bus/testing';\nexport const part = [p, suite];\n",

  'apps/gateway/src/main.ts':
    "import { tasksModule } from './tasks/tasks.module';\nimport { part } from '@cadre/persistence';\nvoid [tasksModule, part];\n",
  'apps/gateway/src/http/problem.ts': 'export const problem = 1;\n',
  'apps/gateway/src/auth/scopes.guard.ts': 'export const guard = 1;\n',
  'apps/gateway/src/auth/scopes.ts': 'export const scopes = 1;\n',
  'apps/gateway/src/queues/queues.module.ts': 'export const queuesModule = 1;\n',
  'apps/gateway/src/queues/queue-depth.port.ts': 'export const port = 1;\n',
  'apps/gateway/src/tasks/tasks.module.ts':
    "import { queuesModule } from '../queues/queues.module';\nimport { port } from '../queues/queue-depth.port';\nimport { guard } from '../auth/scopes.guard';\nimport { problem } from '../http/problem';\nexport const tasksModule = [queuesModule, port, guard, problem];\n",
  'apps/orchestrator/src/lifecycle/periodic.ts': 'export const periodic = 1;\n',
  'apps/orchestrator/src/reaper/reaper.ts':
    "import { periodic } from '../lifecycle/periodic';\nexport const reaper = periodic;\n",
  'apps/cli/src/commands/submit.ts':
    "import { table } from '../output/table';\nimport type { part } from '@cadre/contracts';\nexport const submit = (x: typeof part) => [table, x];\n",
  'apps/cli/src/output/table.ts': 'export const table = 1;\n',
  'apps/gateway/src/tasks/submit.integration-spec.ts': "import { part } from '@cadre/testing';\nvoid part;\n",
  'tests/tasks.e2e-spec.ts':
    "import { part } from '@cadre/testing';\nimport { tasksModule } from '../apps/gateway/src/tasks/tasks.module';\nvoid [part, tasksModule];\n",
};

const importing = (what: string, from: string): string =>
  `import { ${what} } from '${from}';\nexport const y = ${what};\n`;
const importingType = (what: string, from: string): string =>
  `import type { ${what} } from '${from}';\nexport type Y = typeof ${what};\n`;

const LAYER_VIOLATIONS: [lib: string, target: string][] = [
  ['domain', '@cadre/contracts'],
  ['config', '@cadre/crypto'],
  ['cron', '@cadre/config'],
  ['crypto', '@cadre/config'],
  ['embedded-postgres', '@cadre/config'],
  ['contracts', '@cadre/bus'],
  ['expressions', '@cadre/contracts'],
  ['observability', '@cadre/domain'],
  ['bus', '@cadre/persistence'],
  ['persistence', '@cadre/bus'],
  ['agents', '@cadre/persistence'],
  ['sdk', '@cadre/domain'],
];

const planted: Planted[] = [
  ...LAYER_VIOLATIONS.flatMap(([lib, target]) => [
    { rule: `lib-${lib}`, file: `libs/${lib}/src/upwards.ts`, text: importing('part', target) },
    { rule: `lib-${lib}`, file: `libs/${lib}/src/upwards-type.ts`, text: importingType('part', target) },
    { rule: `specs-of-${lib}`, file: `libs/${lib}/src/upwards.spec.ts`, text: importing('part', target) },
  ]),
  {
    rule: 'lib-persistence',
    file: 'libs/persistence/src/to-app.ts',
    text: importing('problem', '../../../apps/gateway/src/http/problem'),
  },
  {
    rule: 'lib-testing',
    file: 'libs/testing/src/to-app.ts',
    text: importing('problem', '../../../apps/gateway/src/http/problem'),
  },

  { rule: 'no-circular', file: 'libs/crypto/src/egg.ts', text: "export const egg = 1;\nexport * from './hen';\n" },
  {
    rule: 'no-circular',
    file: 'libs/crypto/src/type-egg.ts',
    text: "import type { TypeHen } from './type-hen';\nexport type TypeEgg = { from: TypeHen };\n",
  },
  { rule: 'not-unresolvable', file: 'apps/gateway/src/nowhere.ts', text: importing('x', '@cadre/nowhere') },
  { rule: 'domain-is-pure', file: 'libs/domain/src/framework.ts', text: importing('Injectable', '@nestjs/common') },
  { rule: 'domain-is-pure', file: 'libs/domain/src/node.ts', text: importing('randomUUID', 'node:crypto') },
  { rule: 'domain-is-pure', file: 'libs/domain/src/node-bare.ts', text: importing('randomUUID', 'crypto') },

  {
    rule: 'lib-through-its-door',
    file: 'apps/gateway/src/window.ts',
    text: importing('pool', '../../../libs/bus/src/postgres/pool'),
  },
  {
    rule: 'lib-through-its-door',
    file: 'libs/bus/src/window.ts',
    text: importing('Message', '../../contracts/src/message'),
  },
  { rule: 'tests-through-the-door', file: 'tests/window.ts', text: importing('pool', '../libs/bus/src/postgres/pool') },
  { rule: 'tests-through-the-door', file: 'bench/window.ts', text: importing('pool', '../libs/bus/src/postgres/pool') },
  { rule: 'no-barrel-within-lib', file: 'libs/config/src/round.ts', text: importing('part', './index') },
  { rule: 'no-barrel-within-lib', file: 'libs/config/src/round-alias.ts', text: importing('part', '@cadre/config') },
  { rule: 'one-door-per-lib', file: 'libs/config/src/back-door.ts', text: importing('y', './files/index') },

  {
    rule: 'no-app-to-app',
    file: 'apps/gateway/src/neighbour.ts',
    text: importing('reaper', '../../orchestrator/src/reaper/reaper'),
  },
  {
    rule: 'feature-through-its-module',
    file: 'apps/gateway/src/tasks/shortcut.ts',
    text: importing('scopes', '../auth/scopes'),
  },
  {
    rule: 'open-folders-stay-leaves',
    file: 'apps/orchestrator/src/lifecycle/knows.ts',
    text: importing('reaper', '../reaper/reaper'),
  },
  {
    rule: 'open-folders-stay-leaves',
    file: 'apps/gateway/src/http/knows.ts',
    text: importing('queuesModule', '../queues/queues.module'),
  },
  {
    rule: 'clients-see-types-only',
    file: 'libs/sdk/src/values.ts',
    text: importing('part', '@cadre/contracts'),
  },
  { rule: 'clients-see-types-only', file: 'apps/cli/src/values.ts', text: importing('part', '@cadre/contracts') },

  { rule: 'amqplib-only-in-adapter', file: 'apps/worker/src/amqp.ts', text: importing('connect', 'amqplib') },
  { rule: 'amqplib-only-in-adapter', file: 'libs/bus/src/amqp.ts', text: importing('connect', 'amqplib') },
  { rule: 'typeorm-only-in-persistence', file: 'apps/gateway/src/orm.ts', text: importing('DataSource', 'typeorm') },
  {
    rule: 'typeorm-only-in-persistence',
    file: 'apps/gateway/src/orm-nest.ts',
    text: importing('TypeOrmModule', '@nestjs/typeorm'),
  },
  { rule: 'pg-only-in-adapters', file: 'apps/gateway/src/sql.ts', text: importing('Pool', 'pg') },
  { rule: 'pg-only-in-adapters', file: 'libs/bus/src/sql.ts', text: importing('Pool', 'pg') },
  { rule: 'croner-only-in-cron', file: 'libs/persistence/src/cron.ts', text: importing('Cron', 'croner') },
  {
    rule: 'nestjs-microservices-only-at-the-edge',
    file: 'libs/bus/src/postgres/nest.ts',
    text: importing('Server', '@nestjs/microservices'),
  },
  { rule: 'jsep-only-in-expressions', file: 'libs/agents/src/parse.ts', text: importing('parse', 'jsep') },
  { rule: 'no-dev-package-in-product', file: 'apps/gateway/src/dev.ts', text: importing('check', 'fast-check') },
  { rule: 'no-undeclared-package', file: 'apps/gateway/src/stray.ts', text: importing('parse', 'semver') },

  { rule: 'tests-do-not-ship', file: 'apps/gateway/src/fake.ts', text: importing('part', '@cadre/testing') },
  { rule: 'tests-do-not-ship', file: 'apps/gateway/src/suite.ts', text: importing('suite', '@cadre/bus/testing') },
  { rule: 'tests-do-not-ship', file: 'libs/bus/src/suite.ts', text: importing('suite', './bus.contract') },
  {
    rule: 'tests-do-not-ship',
    file: 'libs/persistence/src/suite.ts',
    text: importing('suite', './tables.contract'),
  },
];

/** The other ends of planted edges; a cycle is reported at one of its files only. */
const bystanders = {
  'libs/crypto/src/hen.ts': importing('egg', './egg'),
  'libs/crypto/src/type-hen.ts': "import type { TypeEgg } from './type-egg';\nexport type TypeHen = TypeEgg[];\n",
  'libs/config/src/files/index.ts': 'export const y = 1;\n',
  'libs/persistence/src/tables.contract.ts': 'export const suite = 1;\n',
};

async function cruise(): Promise<Map<string, Set<string>>> {
  using tree = plant({
    ...skeleton,
    ...bystanders,
    ...Object.fromEntries(planted.map(({ file, text }) => [file, text])),
  });
  const output = await tree.run('dependency-cruiser/bin/dependency-cruise.mjs', [
    ...['apps', 'libs', 'tests', 'bench', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'],
  ]);
  const rulesByFile = new Map<string, Set<string>>();
  for (const { from, rule } of (JSON.parse(output) as Cruise).summary.violations) {
    rulesByFile.set(from, (rulesByFile.get(from) ?? new Set()).add(rule.name));
  }
  return rulesByFile;
}

describe('the layering', () => {
  let reported: Map<string, Set<string>>;

  beforeAll(async () => {
    reported = await cruise();
  });

  it.each(planted)('reports $file under $rule', ({ rule, file }) => {
    expect([...(reported.get(file) ?? [])]).toContain(rule);
  });

  it.each(Object.keys(skeleton))('stays silent about %s', (file) => {
    expect([...(reported.get(file) ?? [])]).toEqual([]);
  });

  it('has a planted violation for every rule', () => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the rules are CommonJS, as their tool wants them
    const { forbidden } = require(join(__dirname, '..', '..', '.dependency-cruiser.cjs')) as {
      forbidden: { name: string }[];
    };
    const proven = new Set(planted.map(({ rule }) => rule));
    expect(forbidden.map(({ name }) => name).filter((name) => !proven.has(name))).toEqual([]);
  });
});
