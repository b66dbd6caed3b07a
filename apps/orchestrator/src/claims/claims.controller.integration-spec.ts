import { randomBytes } from 'node:crypto';
import type { Delivery } from '@cadre/bus';
import { orchestratorConfig } from '@cadre/config';
import { type ClaimAnswerV1, createEnvelope, MessageType } from '@cadre/contracts';
import { PayloadCipher, uuidv7 } from '@cadre/crypto';
import { createLogger, createMetrics } from '@cadre/observability';
import { ClaimStore } from '@cadre/persistence';
import { type FreshDatabase, freshDatabase, until } from '@cadre/testing';
import { TaskEventFeed } from '../announcements/task-event-feed.port';
import { TeamCiphers } from '../engine/team-ciphers.port';
import { Process } from '../process/process.port';
import { SenderGate } from '../senders/senders.port';
import { OrchestratorFixture } from '../testing/orchestrator-fixture';
import { ClaimsController } from './claims.controller';

/** Nearly as much as a submission may hold, and nothing that compresses. */
const largeMessage = (): string => randomBytes(700_000).toString('base64');

class Everybody extends SenderGate {
  override admit(deliveries: readonly Delivery[]): readonly Delivery[] {
    return deliveries;
  }
}

class NoFeed extends TaskEventFeed {
  override announce(): void {}
  override onCommitted(): () => void {
    return () => undefined;
  }
  override onHeard(): () => void {
    return () => undefined;
  }
}

/** A worker's request as the bus hands it over, and its answers. */
class Asked implements Delivery {
  readonly redelivered = false;
  readonly answers: ClaimAnswerV1[] = [];
  readonly envelope;

  constructor(worker: string, taskIds: readonly string[]) {
    const claims = taskIds.map((task_id) => ({ claim_id: uuidv7(), task_id, dispatch_no: 1 }));
    const data = { worker_id: worker, worker_host: 'h', team: 'platform', claims };
    this.envelope = createEnvelope(MessageType.Claim, 1, data, { id: uuidv7(), time: new Date() });
  }

  get granted(): string[] {
    return this.answers
      .flatMap(({ results }) => results.filter(({ granted }) => granted))
      .map(({ task_id }) => task_id);
  }

  reply(answer: { readonly data: unknown }): void {
    this.answers.push(answer.data as ClaimAnswerV1);
  }
}

describe('a batch of claims whose grants do not fit into one answer', () => {
  let database: FreshDatabase;
  let fixture: OrchestratorFixture;
  let controller: ClaimsController;
  beforeAll(async () => {
    database = await freshDatabase();
    fixture = new OrchestratorFixture(database);
    const settings = { DATABASE_URL: database.url, BUS_DATABASE_URL: database.url, CADRE_KEYS_FILE: '/none' };
    const logger = createLogger({ service: 'test', role: 'orchestrator', level: 'silent' });
    const metrics = createMetrics({ service: 'test', role: 'orchestrator', shard: '0' });
    controller = new ClaimsController(
      new ClaimStore(fixture.db, new PayloadCipher(fixture.ring)),
      new NoFeed(),
      new TeamCiphers(fixture.ring),
      new Everybody(),
      new Process(orchestratorConfig(settings), logger, metrics),
    );
  });
  afterAll(async () => {
    await fixture.close();
    await database.drop();
  });

  it('goes round until every worker has an answer; who got a part of his own asks for the rest', async () => {
    const orchestrator = await fixture.orchestrator();
    await fixture.worker({ takesTasks: false });
    const ids: string[] = [];
    for (let count = 0; count < 12; count += 1) {
      ids.push(...(await fixture.submit(1, { parameters: { message: largeMessage() } })));
    }
    await until(async () => (await fixture.statuses(ids)).every((status) => status === 'queued'));
    await orchestrator.stop();

    const [first, second, third] = [0, 4, 8].map((at) => new Asked(`w${at}`, ids.slice(at, at + 4)));
    if (!first || !second || !third) throw new TypeError('there are three');
    expect(await controller.claim([first, second, third])).toEqual(['done', 'done', 'done']);
    for (const { answers, granted } of [first, second, third]) {
      expect(answers).toHaveLength(1);
      expect(granted.length).toBeGreaterThan(0);
    }
    const all = [first, second, third].flatMap(({ granted }) => granted);
    expect(new Set(all).size).toBe(all.length);
    expect((await fixture.statuses(ids)).filter((status) => status === 'running')).toHaveLength(all.length);
    expect(all.length).toBeLessThan(ids.length);

    const rest = ids.filter((id) => !all.includes(id));
    const again = new Asked('w9', rest.slice(0, 1));
    await controller.claim([again]);
    expect(again.granted).toEqual(rest.slice(0, 1));
  });
});
