import 'reflect-metadata';
import {
  Catch,
  ConsoleLogger,
  Controller,
  UseFilters,
  type INestMicroservice,
  type RpcExceptionFilter,
} from '@nestjs/common';
import { MessagePattern, type AsyncMicroserviceOptions } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { taskQueue } from '@cadre/contracts';
import { of, throwError, type Observable } from 'rxjs';
import { createMemoryBus } from '../memory/create-memory-bus';
import { MemoryBroker } from '../memory/memory-broker';
import { HeldHandler } from '../testing/collector';
import { dispatchNosOf, dispatchOf } from '../testing/messages';
import { until } from '../testing/until';
import type { Delivery, DeliveryVerdict, WorkBus } from '../work-bus.port';
import { BusModule, WORK_BUS } from './bus.module';
import { bindQueue, type QueueBinding } from './queue-binding';
import { WorkBusServer } from './work-bus-server';

const QUEUE = taskQueue('testing');
const held = new HeldHandler();
const seen: number[][] = [];

@Catch()
class PassOn implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

@Controller()
@UseFilters(PassOn)
class Tasks {
  @MessagePattern('tasks', { maxBatch: 2 })
  handle(deliveries: readonly Delivery[]): Promise<readonly DeliveryVerdict[]> {
    seen.push([...dispatchNosOf(deliveries)]);
    return Promise.resolve(deliveries.map(() => 'done'));
  }
}

@Controller()
class MoreTasks {
  @MessagePattern('tasks')
  handle(): Observable<readonly DeliveryVerdict[]> {
    return of([]);
  }
}

@Controller()
class Slow {
  @MessagePattern('tasks', { maxBatch: 1 })
  handle(deliveries: readonly Delivery[]): Promise<readonly DeliveryVerdict[]> {
    return held.handle(deliveries);
  }
}

@Controller()
@UseFilters(PassOn)
class Failing {
  static calls = 0;

  @MessagePattern('tasks')
  handle(deliveries: readonly Delivery[]): Observable<readonly DeliveryVerdict[]> {
    Failing.calls += 1;
    if (Failing.calls === 1) return throwError(() => new TypeError('a fault of the handler'));
    return of(deliveries.map((): DeliveryVerdict => 'done'));
  }
}

class QuietLogger extends ConsoleLogger {
  constructor() {
    super({ logLevels: ['fatal'] });
  }
}

type Controllers = readonly (new () => object)[];

describe('WorkBusServer', () => {
  let broker: MemoryBroker;
  let app: INestMicroservice | undefined;
  let other: WorkBus;
  let server: WorkBusServer;

  beforeEach(async () => {
    broker = new MemoryBroker(10);
    other = createMemoryBus(broker).work;
    await other.start();
    seen.length = 0;
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
    await other.stop();
    broker.close();
  });

  async function start(controllers: Controllers, bindings: readonly QueueBinding[]): Promise<void> {
    const bus = BusModule.forRoot({ useFactory: () => createMemoryBus(broker) });
    const module = await Test.createTestingModule({ imports: [bus], controllers: [...controllers] })
      .setLogger(new QuietLogger())
      .compile();
    const options: AsyncMicroserviceOptions = {
      inject: [WORK_BUS],
      useFactory: (work: WorkBus) => ({ strategy: (server = new WorkBusServer(work, bindings)) }),
    };
    app = module.createNestMicroservice<AsyncMicroserviceOptions>(options);
    await app.listen();
  }

  it('hands batches to the handler of the pattern, by the options of its decorator', async () => {
    await start([Tasks], [bindQueue(QUEUE, {}, 'tasks')]);
    await other.publish(QUEUE, [dispatchOf(1), dispatchOf(2), dispatchOf(3)]);
    await until('all are settled', async () => seen.flat().length === 3 && (await other.depth(QUEUE)).unsettled === 0);
    expect(seen).toEqual([[1, 2], [3]]);
    expect(await other.depth(QUEUE)).toEqual({ ready: 0, unsettled: 0 });
  });

  it('lets the program grant credit to the running consumer', async () => {
    await start([Tasks], [bindQueue(QUEUE, { initialCredit: 0 }, 'tasks')]);
    await other.publish(QUEUE, [dispatchOf(1)]);
    expect(await other.depth(QUEUE)).toEqual({ ready: 1, unsettled: 0 });
    server.consumer('tasks').setCredit(1);
    await until('it arrived', () => seen.flat().length === 1);
    expect(() => server.consumer('others')).toThrow('No consumer runs for others.');
  });

  it('takes a failing handler for no verdict', async () => {
    await start([Failing], [bindQueue(QUEUE, {}, 'tasks')]);
    await other.publish(QUEUE, [dispatchOf(1)]);
    await until('it came again and was settled', async () => {
      const { ready, unsettled } = await other.depth(QUEUE);
      return Failing.calls === 2 && ready + unsettled === 0;
    });
  });

  it('drains when the program closes', async () => {
    await start([Slow], [bindQueue(QUEUE, {}, 'tasks')]);
    await other.publish(QUEUE, [dispatchOf(1), dispatchOf(2)]);
    await until('a call runs', () => held.running === 1);
    const closing = app?.close();
    held.releaseAll();
    await closing;
    app = undefined;
    expect(await other.depth(QUEUE)).toEqual({ ready: 1, unsettled: 0 });
  });

  it.each([
    ['a queue without a handler', [], [bindQueue(QUEUE, {}, 'tasks')], 'tasks has no handler'],
    ['a queue with two handlers', [Tasks, MoreTasks], [bindQueue(QUEUE, {}, 'tasks')], 'tasks has 2 handlers'],
    ['a handler without a queue', [Tasks], [], 'tasks has no queue'],
    [
      'a queue bound twice',
      [Tasks],
      [bindQueue(QUEUE, {}, 'tasks'), bindQueue(taskQueue('marketing'), {}, 'tasks')],
      'tasks is bound twice',
    ],
  ] as [string, Controllers, readonly QueueBinding[], string][])(
    'refuses to start with %s',
    async (_what, controllers, bindings, mistake) => {
      await expect(start(controllers, bindings)).rejects.toMatchObject({
        code: 'BUS_HANDLER_MISMATCH',
        message: `Message handlers and queues do not match: ${mistake}.`,
      });
    },
  );
});
