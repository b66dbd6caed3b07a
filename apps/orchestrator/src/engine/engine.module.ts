import { Global, Inject, Module, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { createBlobStore } from '@cadre/agents';
import { createKeyedHash, KeyRing, loadKeys, PayloadCipher } from '@cadre/crypto';
import {
  AgeingStore,
  AgentStore,
  ArtifactStore,
  CancelNoticeStore,
  ClaimStore,
  Database,
  DispatchStore,
  ExpireStore,
  HeartbeatStore,
  MirrorStore,
  PresenceStore,
  PromoteStore,
  ProviderKeyStore,
  ReapStore,
  ReportStore,
  SnapshotStore,
  StrandedTaskStore,
  TakeBackStore,
  TeamLeaseStore,
  WaitEndStore,
  WorkflowFoldStore,
  WorkflowTemplateStore,
} from '@cadre/persistence';
import { Process } from '../process/process.port';
import { BLOB_STORE } from './blob-store.port';
import { TeamCiphers } from './team-ciphers.port';

/** Stores that need nothing but the database. */
const PLAIN_STORES = [
  AgeingStore,
  AgentStore,
  ArtifactStore,
  CancelNoticeStore,
  DispatchStore,
  ExpireStore,
  MirrorStore,
  PresenceStore,
  PromoteStore,
  ProviderKeyStore,
  SnapshotStore,
  StrandedTaskStore,
  TakeBackStore,
  TeamLeaseStore,
  WaitEndStore,
] as const;

const PROVIDERS: Provider[] = [
  {
    provide: Database,
    inject: [Process],
    useFactory: ({ config: { databaseUrl, databasePool, serviceName } }: Process) =>
      new Database({ url: databaseUrl, poolSize: databasePool, applicationName: serviceName, plans: 'by_index' }),
  },
  {
    provide: KeyRing,
    inject: [Process],
    useFactory: ({ config }: Process) => loadKeys(config.keysFile),
  },
  {
    provide: BLOB_STORE,
    inject: [Process, KeyRing],
    useFactory: ({ config }: Process, { artifactKeys }: KeyRing) => createBlobStore(config, artifactKeys),
  },
  { provide: PayloadCipher, inject: [KeyRing], useFactory: (ring: KeyRing) => new PayloadCipher(ring) },
  { provide: TeamCiphers, inject: [KeyRing], useFactory: (ring: KeyRing) => new TeamCiphers(ring) },
  ...PLAIN_STORES.map((store) => ({
    provide: store,
    inject: [Database],
    useFactory: (db: Database) => new store(db),
  })),
  { provide: ReapStore, inject: [Database], useFactory: (db: Database) => new ReapStore(db) },
  ...[ClaimStore, HeartbeatStore, WorkflowFoldStore, WorkflowTemplateStore].map((store) => ({
    provide: store,
    inject: [Database, PayloadCipher],
    useFactory: (db: Database, cipher: PayloadCipher) => new store(db, cipher),
  })),
  {
    provide: ReportStore,
    inject: [Database, PayloadCipher, KeyRing],
    useFactory: (db: Database, cipher: PayloadCipher, ring: KeyRing) =>
      new ReportStore(db, cipher, createKeyedHash(ring)),
  },
];

/** The stores, over one pool of connections and the keys of this installation. */
@Global()
@Module({
  providers: PROVIDERS,
  exports: [
    BLOB_STORE,
    Database,
    KeyRing,
    PayloadCipher,
    TeamCiphers,
    ...PLAIN_STORES,
    ReapStore,
    ClaimStore,
    HeartbeatStore,
    ReportStore,
    WorkflowFoldStore,
    WorkflowTemplateStore,
  ],
})
export class EngineModule implements OnApplicationShutdown {
  constructor(@Inject(Database) private readonly db: Database) {}

  async onApplicationShutdown(): Promise<void> {
    await this.db.close();
  }
}
