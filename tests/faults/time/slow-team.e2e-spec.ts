import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bus, createBus } from '@cadre/bus';
import { taskQueue } from '@cadre/contracts';
import { Installation, PROJECT_DIR, until } from '@cadre/testing';
import { type BusKind, onBothBuses } from '../harness/both-buses';
import { proveSound } from '../harness/prove-sound';
import { lasting, times } from '../harness/running';
import { expectOneAttemptEach } from '../harness/one-attempt-each';

/** The least a team's window is; it is more for a team with more slots. */
const WINDOW = 8;
const SLOW_TASKS = 20;
const ECHO = join(PROJECT_DIR, 'tests/fixtures/agents/platform/echo.md');

describe('a team that is slow', () =>
  onBothBuses('R29: keeps no other team waiting, and no more than its window on the broker', slow, 180_000));

async function slow(bus: BusKind): Promise<void> {
  const agentsDir = agentsOfTwoTeams();
  const installation = await Installation.create({ bus, agentsDir });
  const looker = lookerAt(installation);
  const { client } = installation;
  try {
    await Promise.all([
      installation.gateway(),
      installation.orchestrator(),
      installation.worker(),
      installation.worker({ TEAM: 'testing', WORKER_SLOTS: '1' }),
      looker.work.start(),
    ]);
    await client.acceptedMany(times(SLOW_TASKS, { agent_id: 'murmur', ...lasting(1_000) }));
    await until(async () => (await depthOf(looker)) > 1);
    await client.acceptedMany(times(100, lasting(10)));
    let deepest = 0;
    await until(
      async () => {
        deepest = Math.max(deepest, await depthOf(looker));
        return (await leftOf('platform', installation)) === 0;
      },
      { timeoutMs: 60_000, intervalMs: 20 },
    );
    expect(await leftOf('testing', installation)).toBeGreaterThan(0);
    expect(deepest).toBeGreaterThan(1);
    expect(deepest).toBeLessThanOrEqual(WINDOW);
    await proveSound(installation);
    await expectOneAttemptEach(installation);
  } finally {
    await looker.work.stop();
    await installation.close();
    rmSync(agentsDir, { recursive: true });
  }
}

function lookerAt({ broker, database }: Installation): Bus {
  return createBus({ url: database.url, ...(broker && { amqpUrl: broker.urlOf('cadre-orchestrator') }) });
}

async function depthOf({ work }: Bus): Promise<number> {
  return (await work.depth(taskQueue('testing'))).ready;
}

async function leftOf(team: string, { sql }: Installation): Promise<number> {
  const [row] = await sql<{ count: number }>(
    `SELECT count(*) FROM tasks WHERE team = $1 AND status NOT IN ('completed', 'failed')`,
    team,
  );
  return row?.count ?? NaN;
}

function agentsOfTwoTeams(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cadre-agents-'));
  for (const team of ['platform', 'testing']) mkdirSync(join(folder, team));
  cpSync(ECHO, join(folder, 'platform', 'echo.md'));
  writeFileSync(join(folder, 'testing', 'murmur.md'), murmur());
  return folder;
}

/** The echo agent under another name, in another team. */
function murmur(): string {
  return readFileSync(ECHO, 'utf8')
    .replace('agent_id: echo', 'agent_id: murmur')
    .replace('team: platform', 'team: testing')
    .replace('executor: builtin', 'executor: builtin\nbuiltin: { function: echo }');
}
