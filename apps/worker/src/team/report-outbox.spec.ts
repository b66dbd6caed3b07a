import { createMemoryBus, MemoryBroker } from '@cadre/bus';
import {
  createEnvelope,
  MessageType,
  RequestQueue,
  workerInbox,
  type AttemptReportV1,
  type GrantV1,
  type ReportV1,
} from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';
import { createLogger, createMetrics } from '@cadre/observability';
import { until } from '@cadre/testing';
import { HeldLease } from './held-lease';
import { LeaseBook } from './lease-book';
import { ReportOutbox } from './report-outbox';
import { TeamMetrics } from './team.metrics';

const TEAM = 'platform';
const IDENTITY = { workerId: 'w', team: TEAM, host: 'h', pid: 1, version: '0', slots: 10 };
const MIB = 1024 * 1024;

/** A report with one long log line. */
function reportWithLog(characters: number): AttemptReportV1 {
  const line = { line_no: 1, at: new Date().toISOString(), level: 'info', sealed: 'x'.repeat(characters) } as const;
  return {
    task_id: uuidv7(),
    lease_no: 1,
    lease_token: uuidv7(),
    outcome: { kind: 'cancelled' },
    duration_ms: 1,
    logs: [line],
  };
}

function leaseOf({ task_id: taskId }: AttemptReportV1): HeldLease {
  return new HeldLease({ taskId, grant: { lease_seconds: 30 } as GrantV1 }, performance.now());
}

describe('the outbox of reports', () => {
  const broker = new MemoryBroker();
  const worker = createMemoryBus(broker).work;
  const orchestrator = createMemoryBus(broker).work;
  let sizes: number[];
  let leases: LeaseBook;
  let verdicts: Map<string, 'lost' | 'retry_later'>;
  let outbox: ReportOutbox;
  let allSettled: Promise<void>;

  beforeAll(async () => {
    await Promise.all([worker.start(), orchestrator.start()]);
    await worker.openInbox(workerInbox(TEAM, 'w'), () => undefined);
    await orchestrator.consume(
      RequestQueue.Reports,
      async (deliveries) => {
        for (const { envelope, reply } of deliveries) {
          const { reports } = envelope.data as ReportV1;
          sizes.push(JSON.stringify(envelope).length);
          const results = reports.map(({ task_id, lease_no, lease_token }) => {
            return { task_id, lease_no, lease_token, verdict: verdicts.get(lease_token) ?? ('settled' as const) };
          });
          reply(createEnvelope(MessageType.ReportAnswer, 1, { results }, { id: uuidv7(), time: new Date() }));
        }
        return deliveries.map(() => 'done');
      },
      { maxBatch: 1 },
    );
  });
  beforeEach(() => {
    sizes = [];
    leases = new LeaseBook();
    verdicts = new Map();
    allSettled = new Promise((resolve) => {
      outbox = new ReportOutbox({
        bus: worker,
        leases,
        worker: IDENTITY,
        metrics: new TeamMetrics(createMetrics({ service: 'test', role: 'worker', shard: '0' })),
        logger: createLogger({ service: 'test', role: 'worker', level: 'silent' }),
        onSettled: () => outbox.size === 0 && resolve(),
      });
    });
  });
  afterAll(async () => {
    await Promise.all([worker.stop(), orchestrator.stop()]);
    broker.close();
  });

  function add(report: AttemptReportV1): void {
    outbox.add(leaseOf(report), report);
  }

  it('sends small reports together', async () => {
    for (let i = 0; i < 50; i++) add(reportWithLog(100));
    await allSettled;
    expect(sizes).toHaveLength(1);
  });

  it('keeps its messages small, log lines counted', async () => {
    for (let i = 0; i < 20; i++) add(reportWithLog(MIB / 2));
    await allSettled;
    expect(Math.max(...sizes)).toBeLessThan(4.5 * MIB);
    expect(sizes.length).toBeLessThanOrEqual(4);
  });

  it('is full when what it keeps is large, log lines counted', async () => {
    for (let i = 0; i < 64; i++) add(reportWithLog(MIB));
    expect(outbox.isFull).toBe(true);
    await allSettled;
    expect(outbox.isFull).toBe(false);
  });

  it('keeps the report of a lease when an older one of the same number is lost, as after a restored backup', async () => {
    const old = reportWithLog(1);
    const present = { ...old, lease_token: uuidv7() };
    verdicts.set(old.lease_token, 'lost').set(present.lease_token, 'retry_later');
    const held = leaseOf(present);
    leases.add(held);
    add(old);
    outbox.add(held, present);
    await until(() => outbox.size === 1);
    expect(leases.all()).toEqual([held]);
    outbox.stop();
  });
});
