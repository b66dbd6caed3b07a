import { type ApiAnswer, describeWithRabbitMq, until } from '@cadre/testing';
import { type BusKind } from '../harness/both-buses';
import { submitPersistently } from '../harness/die-at';
import { proveSound } from '../harness/prove-sound';
import { lasting, times, untilRunning } from '../harness/running';
import { afterMs } from '../harness/seeded';
import { factsOf } from '../harness/task-facts';
import { BreakableInstallation, type Pair, PAIRS } from './harness/breakable-installation';
import { cut, type CutName, CUTS, mend } from './harness/cuts';

type Case = readonly [pair: Pair, how: CutName];

/** With CADRE_TEST_ALL_CUTS every pair is cut in every way; it takes a quarter of an hour. */
const ALL = process.env['CADRE_TEST_ALL_CUTS'] !== undefined;
const EVERY_CASE: readonly Case[] = PAIRS.flatMap((pair) =>
  (Object.keys(CUTS) as CutName[]).map((how) => [pair, how] as const),
);

const HOLD_MS = 8_000;
const HEALED_WITHIN_MS = 60_000;
const PATIENCE_MS = 240_000;
const SUBMIT_EVERY_MS = 500;

describe('a network that breaks between two parts, over PostgreSQL', () =>
  cases('postgres', [
    ['gateway-database', 'black hole'],
    ['orchestrator-database', 'refused'],
    ['orchestrator-bus', 'slow'],
    ['worker-bus', 'answers lost'],
  ]));

describeWithRabbitMq('a network that breaks between two parts, over RabbitMQ', () =>
  cases('rabbitmq', [
    ['gateway-bus', 'black hole'],
    ['orchestrator-database', 'answers lost'],
    ['orchestrator-bus', 'refused'],
    ['worker-bus', 'requests lost'],
    ['worker-bus', 'reset'],
  ]),
);

function cases(bus: BusKind, telling: readonly Case[]): void {
  let world: BreakableInstallation;
  beforeAll(async () => {
    world = await BreakableInstallation.start(bus);
    await world.installation.client.call('GET', '/auth/me');
  }, PATIENCE_MS);
  afterAll(() => world.close(), PATIENCE_MS);

  it.each(ALL ? EVERY_CASE : telling)(
    'R18: %s, %s: nothing is lost, and all is well within a minute of the mending',
    async (pair, how) => {
      const { installation, services } = world;
      const running = await installation.client.acceptedMany(times(5, lasting(HOLD_MS + 2_000)));
      await untilRunning(installation, running);
      const answers = await whileCut(pair, how);
      expectGoodAnswers(answers, pair);
      const mendedAt = performance.now();
      const next = await submitPersistently(installation);
      await until(async () => (await factsOf(installation, next)).status === 'completed', {
        timeoutMs: HEALED_WITHIN_MS,
      });
      if (ALL) {
        const took = `${Math.round(performance.now() - mendedAt)} ms`;
        process.stdout.write(`${bus}: ${pair}, ${how}: ${tally(answers)}; well after ${took}\n`);
      }
      await proveSound(installation, HEALED_WITHIN_MS);
      for (const id of running) await expectAttempts(id, pair);
      for (const service of services) expect(service.isRunning).toBe(true);
    },
    PATIENCE_MS,
  );

  async function whileCut(pair: Pair, how: CutName): Promise<readonly ApiAnswer[]> {
    const proxy = world.between(pair);
    expect(cut(proxy, how)).toBeGreaterThan(0);
    try {
      return await submitFor(HOLD_MS);
    } finally {
      mend(proxy, how);
    }
  }

  /** A client that goes on submitting, and waits for each answer. */
  async function submitFor(holdMs: number): Promise<readonly ApiAnswer[]> {
    const answers: ApiAnswer[] = [];
    const endAt = performance.now() + holdMs;
    while (performance.now() < endAt) {
      answers.push(await world.installation.client.submit());
      await afterMs(SUBMIT_EVERY_MS);
    }
    return answers;
  }

  /** Only the loss of a worker's own connection can cost an attempt: it looks like the loss of the worker. */
  async function expectAttempts(id: string, pair: Pair): Promise<void> {
    const { status, lease_no } = await factsOf(world.installation, id);
    expect(status).toBe('completed');
    expect(lease_no).toBeLessThanOrEqual(pair === 'worker-bus' ? 2 : 1);
  }
}

/** Submitting needs the database and nothing else; without it the answer says when to come again. */
function expectGoodAnswers(answers: readonly ApiAnswer[], pair: Pair): void {
  expect(answers.length).toBeGreaterThan(0);
  for (const { status, headers } of answers) {
    if (status === 201) continue;
    expect([pair, status]).toEqual(['gateway-database', 503]);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  }
}

function tally(answers: readonly ApiAnswer[]): string {
  const accepted = answers.filter(({ status }) => status === 201).length;
  return `${accepted} of ${answers.length} accepted`;
}
