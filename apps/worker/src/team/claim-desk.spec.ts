import type { WorkBus } from '@cadre/bus';
import {
  createEnvelope,
  MessageType,
  type ClaimRequestV1,
  type ClaimResultV1,
  type GrantV1,
  type TaskDispatchedV1,
} from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';
import { createLogger, createMetrics } from '@cadre/observability';
import { ClaimDesk } from './claim-desk';
import { TeamMetrics } from './team.metrics';

const TASK: TaskDispatchedV1 = { task_id: uuidv7(), dispatch_no: 1, agent_id: 'echo' };
const IDENTITY = { workerId: 'w', team: 'platform', host: 'h', pid: 1, version: '0', slots: 10 };
const LEASE_MS = 30_000;

describe('a claim that nobody answers', () => {
  let asked: string[];
  let letters: (string | undefined)[];
  let answering: boolean;
  let heard: boolean;
  let places: number;
  let admitted: string[];
  let desk: ClaimDesk;

  const request: WorkBus['request'] = async (_, { envelope }) => {
    const { claims } = envelope.data as ClaimRequestV1;
    asked.push(...claims.map(({ claim_id }) => claim_id));
    letters.push(...claims.map(({ dlq_id }) => dlq_id));
    if (!answering) throw new TypeError('nobody answers');
    const results = claims.map(({ claim_id, task_id }): ClaimResultV1 => {
      return { claim_id, task_id, granted: true, grant: {} as GrantV1 };
    });
    return createEnvelope(MessageType.ClaimAnswer, 1, { results }, { id: uuidv7(), time: new Date() });
  };

  beforeEach(() => {
    jest.useFakeTimers();
    letters = [];
    [asked, answering, heard, places, admitted] = [[], false, false, 1, []];
    const board = {
      reserve: () => (places > 0 ? places-- : 0),
      release: () => void (places += 1),
      admit: ({ taskId }: { taskId: string }) => void admitted.push(taskId),
    };
    desk = new ClaimDesk({
      bus: { request },
      board,
      worker: IDENTITY,
      metrics: new TeamMetrics(createMetrics({ service: 'test', role: 'worker', shard: '0' })),
      logger: createLogger({ service: 'test', role: 'worker', level: 'silent' }),
      isOrchestratorHeard: () => heard,
    });
  });
  afterEach(() => {
    desk.stop();
    jest.useRealTimers();
  });

  it('gives its message back after one deadline', async () => {
    const verdict = desk.claim([TASK]);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(await verdict).toEqual(['requeue']);
  });

  it('is asked again with the same id for as long as the outage lasts: it may have been granted', async () => {
    void desk.claim([TASK]);
    await jest.advanceTimersByTimeAsync(10 * LEASE_MS);
    expect(admitted).toEqual([]);
    answering = true;
    await jest.advanceTimersByTimeAsync(5_000);
    expect(admitted).toEqual([TASK.task_id]);
    expect(new Set(asked).size).toBe(1);
  });

  it('gives its place back when everything else is answered', async () => {
    heard = true;
    void desk.claim([TASK]);
    await jest.advanceTimersByTimeAsync(LEASE_MS + 5_000);
    expect([asked.length, places]).toEqual([6, 1]);
  });

  it('is asked no more when the worker has gone', async () => {
    void desk.claim([TASK]);
    await jest.advanceTimersByTimeAsync(10_000);
    desk.stop();
    const before = asked.length;
    await jest.advanceTimersByTimeAsync(LEASE_MS);
    expect(asked).toHaveLength(before);
  });

  it('names the dead letter of a copy, and is another question than the one for its dispatch', async () => {
    answering = true;
    places = 3;
    const copy = { ...TASK, dlq_id: uuidv7() };
    expect(await desk.claim([TASK, copy, copy])).toEqual(['done', 'done', 'done']);
    expect(letters).toEqual([undefined, copy.dlq_id]);
  });
});
