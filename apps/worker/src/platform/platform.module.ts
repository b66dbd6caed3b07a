import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { BusModule } from '@cadre/bus';
import { BusCipher } from '@cadre/crypto';
import { Metrics } from '@cadre/observability';
import type { Platform } from './open-platform';
import { LOGGER, WORKER_CONFIG, WORKER_ENVIRONMENT, WORKER_IDENTITY } from './platform.port';

/** What every feature of the worker may ask for. */
@Global()
@Module({})
export class PlatformModule {
  static forRoot(platform: Platform): DynamicModule {
    const providers = providersOf(platform);
    return {
      module: PlatformModule,
      imports: [BusModule.forRoot({ useFactory: () => platform.bus })],
      providers,
      exports: providers,
    };
  }
}

function providersOf({ config, logger, metrics, cipher, host, version, environment }: Platform): Provider[] {
  const { workerId, team, workerSlots: slots } = config;
  return [
    { provide: WORKER_CONFIG, useValue: config },
    { provide: WORKER_IDENTITY, useValue: { workerId, team, slots, host, version, pid: process.pid } },
    { provide: WORKER_ENVIRONMENT, useValue: environment },
    { provide: LOGGER, useValue: logger },
    { provide: Metrics, useValue: metrics },
    { provide: BusCipher, useValue: cipher },
  ];
}
