import { percentiles } from '../measure/percentiles';
import { EventStream } from './event-stream';
import type { Order, Reply } from './messages';
import { runLoad } from './run-load';
import type { Streams, StreamsResult } from './streams';

/** The client's process: takes one order after the other from the bench, and ends with it. */
process.on('message', (order: Order) => {
  carryOut(order).then(say, (error: unknown) =>
    say({ kind: 'error', message: error instanceof Error ? error.message : String(error) }),
  );
});
process.once('disconnect', () => process.exit(0));

async function carryOut(order: Order): Promise<Reply> {
  if ('load' in order) return { kind: 'load', result: await runLoad(order.load) };
  return { kind: 'streams', result: await listen(order.streams) };
}

async function listen({ port, token, taskIds }: Streams): Promise<StreamsResult> {
  const streams = taskIds.map((id) => new EventStream(port, token, id));
  await Promise.all(streams.map(({ opened }) => opened));
  say({ kind: 'opened' });
  const lags = (await Promise.all(streams.map(({ ended }) => ended))).filter((lag) => lag !== undefined);
  return { completed: lags.length, lag: percentiles(lags) };
}

function say(reply: Reply): void {
  process.send?.(reply);
}
