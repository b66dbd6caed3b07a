import { MessageType, RequestQueue } from '@cadre/contracts';
import { Installation } from '@cadre/testing';
import { type BusKind, onBothBuses } from '../harness/both-buses';
import { expectOneAttemptEach } from '../harness/one-attempt-each';
import { proveSound } from '../harness/prove-sound';
import { lasting } from '../harness/running';
import { seeded } from '../harness/seeded';
import { LossyProxy } from './harness/lossy-proxy';

const TASKS = Number(process.env['CADRE_TEST_LOSSY_TASKS'] ?? 200);
const SEED = Number(process.env['CADRE_TEST_FIRST_SEED'] ?? 1);
const AT_ONCE = 100;
const LONGEST_MS = 2_000;
const PATIENCE_MS = 240_000 + TASKS * 100;

/** How many answers of a kind may be lost in a row: more would give a claim up, or cost a lease. */
const AT_MOST: readonly (readonly [type: string, inARow: number])[] = [
  [MessageType.ClaimAnswer, 2],
  [MessageType.ReportAnswer, 2],
  [MessageType.HeartbeatAnswer, 1],
];

describe('a worker process whose claims, reports and answers are lost', () =>
  onBothBuses(`costs none of ${TASKS} tasks its only attempt`, losing, PATIENCE_MS));

async function losing(bus: BusKind): Promise<void> {
  const installation = await Installation.create({ bus });
  const { client, database, broker } = installation;
  const losses = new AnswerLosses(SEED);
  const proxy = await LossyProxy.start(broker?.url ?? database.busUrl, (message) => losses.lose(message));
  if (bus === 'postgres') await loseRequests(installation);
  const found =
    broker === undefined
      ? { BUS_DATABASE_URL: proxy.through(database.busUrl) }
      : { AMQP_URL: proxy.through(broker.urlOf('cadre-worker-platform')) };
  try {
    await Promise.all([
      installation.gateway(),
      installation.orchestrator(),
      installation.worker({ ...found, WORKER_SLOTS: String(AT_ONCE) }),
    ]);
    for (let from = 0; from < TASKS; from += AT_ONCE) {
      await client.acceptedMany(Array.from({ length: Math.min(AT_ONCE, TASKS - from) }, (_, no) => taskOf(from + no)));
    }
    await proveSound(installation, PATIENCE_MS);
    await expectOneAttemptEach(installation);
    expect(losses.kinds).toEqual(expect.arrayContaining([MessageType.ClaimAnswer, MessageType.ReportAnswer]));
    if (bus === 'postgres') expect(await requestsLost(installation)).toBeGreaterThan(1);
  } finally {
    await installation.close();
    await proxy.close();
  }
}

/** One that may not lose its attempt. */
function taskOf(no: number) {
  return { ...lasting(Math.floor(seeded(SEED * 1_000_003 + no)() * LONGEST_MS)), retry: { max_retries: 0 } };
}

/** Which answers are lost: the first of each kind, however few there are, and then by the seed. */
class AnswerLosses {
  private readonly lost = new Map<string, number>();
  private readonly inARow = new Map<string, number>();
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = seeded(seed);
  }

  /** The kinds of which some were lost. */
  get kinds(): string[] {
    return [...this.lost.keys()];
  }

  lose(message: Buffer): boolean {
    const [type, atMost] = AT_MOST.find(([each]) => message.includes(`"type":"${each}"`)) ?? [];
    if (type === undefined || atMost === undefined) return false;
    const before = this.inARow.get(type);
    const lost = before === undefined || (before < atMost && this.random() < 0.5);
    this.inARow.set(type, lost ? (before ?? 0) + 1 : 0);
    if (lost) this.lost.set(type, (this.lost.get(type) ?? 0) + 1);
    return lost;
  }
}

/** Every third claim or report is carried away before it is stored; whoever sent it is told that all is well. */
async function loseRequests({ sql }: Installation): Promise<void> {
  const queues = [RequestQueue.Claims, RequestQueue.Reports].map((queue) => `'${queue}'`).join(', ');
  await sql('CREATE SCHEMA losses');
  await sql('CREATE SEQUENCE losses.asked');
  await sql(`CREATE FUNCTION losses.lose() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
             AS 'BEGIN IF nextval(''losses.asked'') % 3 = 2 THEN RETURN NULL; END IF; RETURN NEW; END'`);
  await sql(`CREATE TRIGGER lose BEFORE INSERT ON bus.messages FOR EACH ROW WHEN (NEW.queue IN (${queues}))
             EXECUTE FUNCTION losses.lose()`);
}

async function requestsLost({ sql }: Installation): Promise<number> {
  const [row] = await sql<{ asked: number }>('SELECT last_value::int AS asked FROM losses.asked');
  return Math.floor(((row?.asked ?? 0) + 1) / 3);
}
