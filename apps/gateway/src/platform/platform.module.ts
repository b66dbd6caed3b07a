import { type DynamicModule, Global, Module, type Provider } from '@nestjs/common';
import { BusModule } from '@cadre/bus';
import { createKeyedHash, KeyRing, PayloadCipher } from '@cadre/crypto';
import { Metrics, ProbeState } from '@cadre/observability';
import { Database } from '@cadre/persistence';
import { BusStarter } from './bus-starter';
import type { Platform } from './open-platform';
import { GATEWAY_CONFIG, KEYED_HASH, LOGGER } from './platform.port';
import { storeProviders } from './store-providers';

/** Hands what the gateway stands on to every feature: settings, keys, database, stores, bus, metrics. */
@Global()
@Module({})
export class PlatformModule {
  static forRoot(platform: Platform): DynamicModule {
    const values = valueProviders(platform);
    return {
      module: PlatformModule,
      imports: [BusModule.forRoot({ useFactory: () => platform.bus })],
      providers: [...values, ...storeProviders, BusStarter],
      exports: [...values, ...storeProviders],
    };
  }
}

function valueProviders({ config, keys, database, metrics, logger }: Platform): Provider[] {
  return [
    { provide: GATEWAY_CONFIG, useValue: config },
    { provide: KeyRing, useValue: keys },
    { provide: PayloadCipher, useValue: new PayloadCipher(keys) },
    { provide: KEYED_HASH, useValue: createKeyedHash(keys) },
    { provide: Database, useValue: database },
    { provide: Metrics, useValue: metrics },
    { provide: LOGGER, useValue: logger },
    { provide: ProbeState, useValue: new ProbeState({ database: () => database.ping().then(() => true) }) },
  ];
}
