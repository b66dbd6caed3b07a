import type { FactoryProvider } from '@nestjs/common';
import { type KeyedHash, PayloadCipher } from '@cadre/crypto';
import {
  AgentStore,
  ApprovalStore,
  ArtifactStore,
  AuditStore,
  Database,
  DeadLetterStore,
  IdempotencyStore,
  RefreshTokenStore,
  SessionStore,
  StatsStore,
  TaskCommandStore,
  TaskReadStore,
  TenantStore,
  UsageStore,
  UserStore,
  WaitStore,
  WorkerStore,
  WorkflowCommandStore,
  WorkflowRunStore,
  WorkflowTemplateStore,
} from '@cadre/persistence';
import { KEYED_HASH } from './platform.port';

type StoreOn<Dependencies extends unknown[]> = new (...dependencies: Dependencies) => object;

/** The stores the gateway uses, each injected by its own class. */
export const storeProviders: FactoryProvider[] = [
  ...onDatabase(AgentStore, ArtifactStore, AuditStore, SessionStore, StatsStore),
  ...onDatabase(TenantStore, UsageStore, UserStore, WorkerStore),
  sealed(ApprovalStore),
  sealed(RefreshTokenStore),
  sealed(IdempotencyStore),
  sealed(DeadLetterStore),
  sealed(TaskCommandStore),
  sealed(TaskReadStore),
  sealed(WaitStore),
  sealed(WorkflowCommandStore),
  sealed(WorkflowRunStore),
  sealed(WorkflowTemplateStore),
];

/** Stores that need nothing but the database. */
function onDatabase(...stores: StoreOn<[Database]>[]): FactoryProvider[] {
  return stores.map((Store) => ({
    provide: Store,
    useFactory: (database: Database) => new Store(database),
    inject: [Database],
  }));
}

/** A store that seals what it keeps; one that compares secret content takes the keyed hash, too. */
function sealed(Store: StoreOn<[Database, PayloadCipher, KeyedHash]>): FactoryProvider {
  return {
    provide: Store,
    useFactory: (database: Database, cipher: PayloadCipher, hash: KeyedHash) => new Store(database, cipher, hash),
    inject: [Database, PayloadCipher, KEYED_HASH],
  };
}
