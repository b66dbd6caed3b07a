import type { QueueName } from '@cadre/contracts';
import { MicroBatcher } from '../batching/micro-batcher';
import type { QueueDepth } from '../work-bus.port';
import type { BusConnection } from './bus-connection';
import { DEPTH } from './sql/depth.sql';

const MAX_BATCH = 100;
const MAX_WAITING = 10_000;
const DEADLINE_MS = 5_000;
const EMPTY: QueueDepth = { ready: 0, unsettled: 0 };

/** Depths asked for at the same time are one statement. */
export class DepthReader {
  private readonly batcher: MicroBatcher<QueueName, QueueDepth>;

  constructor(connection: BusConnection) {
    this.batcher = new MicroBatcher({
      run: async (queues) => {
        const rows = await connection.query(DEPTH, [[...new Set(queues)]]);
        const depths = new Map(rows.map(({ queue, ready, unsettled }) => [queue, { ready, unsettled }]));
        return queues.map((queue) => depths.get(queue) ?? EMPTY);
      },
      sizeOf: () => 1,
      maxBatchSize: MAX_BATCH,
      maxWaitingSize: MAX_WAITING,
      deadlineMs: DEADLINE_MS,
    });
  }

  depth(queue: QueueName): Promise<QueueDepth> {
    return this.batcher.add(queue);
  }
}
