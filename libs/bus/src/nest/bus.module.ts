import {
  Module,
  type DynamicModule,
  type FactoryProvider,
  type ModuleMetadata,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import type { Bus } from '../bus';

/** Injects the WorkBus of this process. */
export const WORK_BUS = Symbol('WorkBus');
/** Injects the Broadcast of this process. */
export const BROADCAST = Symbol('Broadcast');
const BUS = Symbol('Bus');

export interface BusModuleOptions {
  readonly imports?: ModuleMetadata['imports'];
  readonly inject?: FactoryProvider['inject'];
  /** Makes the bus, connected to nothing yet: `createBus(…)`, or `createMemoryBus()` in a test. */
  readonly useFactory: (...dependencies: never[]) => Bus | Promise<Bus>;
  /** Connects the work port while the modules start, for programs that cannot do anything without it. */
  readonly startWork?: boolean;
}

/**
 * Both ports for a whole program. The broadcast port starts with the modules, which never waits; the work port starts
 * with them only if asked, or with the first WorkBusServer that listens, so that a program can run without its broker if
 * it must. Both stop in the last phase of a shutdown, after everything that may still have something to say.
 */
@Module({})
export class BusModule {
  static forRoot(options: BusModuleOptions): DynamicModule {
    return {
      module: BusModule,
      global: true,
      imports: options.imports ?? [],
      providers: [
        { provide: BUS, useFactory: options.useFactory, inject: options.inject ?? [] },
        { provide: WORK_BUS, useFactory: (bus: Bus) => bus.work, inject: [BUS] },
        { provide: BROADCAST, useFactory: (bus: Bus) => bus.broadcast, inject: [BUS] },
        {
          provide: BusLifecycle,
          useFactory: (bus: Bus) => new BusLifecycle(bus, options.startWork ?? false),
          inject: [BUS],
        },
      ],
      exports: [WORK_BUS, BROADCAST],
    };
  }
}

class BusLifecycle implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly bus: Bus,
    private readonly startWork: boolean,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.bus.broadcast.start();
    if (this.startWork) await this.bus.work.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.bus.work.stop(), this.bus.broadcast.stop()]);
  }
}
