import { type DynamicModule, Module } from '@nestjs/common';
import { BusModule } from '@cadre/bus';
import { Ageing } from './ageing/ageing';
import { AgeingModule } from './ageing/ageing.module';
import { Announcer } from './announcements/announcer';
import { AnnouncementsModule } from './announcements/announcements.module';
import { CancelNotifier } from './cancels/cancel-notifier';
import { CancelsModule } from './cancels/cancels.module';
import { ClaimsModule } from './claims/claims.module';
import { DeadLetterMirror } from './dead-letters/dead-letter-mirror';
import { DeadLettersModule } from './dead-letters/dead-letters.module';
import { Dispatcher } from './dispatcher/dispatcher';
import { DispatcherModule } from './dispatcher/dispatcher.module';
import { EngineModule } from './engine/engine.module';
import { HeartbeatsModule } from './heartbeats/heartbeats.module';
import { Presence } from './presence/presence';
import { PresenceModule } from './presence/presence.module';
import type { Platform } from './platform';
import { ProcessModule } from './process/process.module';
import { Promoter } from './promoter/promoter';
import { PromoterModule } from './promoter/promoter.module';
import { Reaper } from './reaper/reaper';
import { ReaperModule } from './reaper/reaper.module';
import { Reconciler } from './reconciler/reconciler';
import { ReconcilerModule } from './reconciler/reconciler.module';
import { AgentSync } from './registry/agent-sync';
import { RegistryModule } from './registry/registry.module';
import { StrandedTasks } from './registry/stranded-tasks';
import { ReportsModule } from './reports/reports.module';
import { Retention } from './retention/retention';
import { RetentionModule } from './retention/retention.module';
import { Scheduler } from './scheduler/scheduler';
import { SchedulerModule } from './scheduler/scheduler.module';
import { Statistics } from './statistics/statistics';
import { StatisticsModule } from './statistics/statistics.module';
import { WorkflowEngine } from './workflow-engine/workflow-engine';
import { WorkflowEngineModule } from './workflow-engine/workflow-engine.module';

/** Everything that works on its own, in the order in which it is started. */
export const LONG_RUNNING = [
  Announcer,
  Dispatcher,
  CancelNotifier,
  Promoter,
  Scheduler,
  Presence,
  Reaper,
  Reconciler,
  AgentSync,
  StrandedTasks,
  DeadLetterMirror,
  WorkflowEngine,
  Ageing,
  Statistics,
  Retention,
] as const;

/** One orchestrator: any number of them share the work. */
@Module({})
export class AppModule {
  static forRoot({ process, bus }: Platform): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ProcessModule.forRoot(process),
        BusModule.forRoot({ useFactory: () => bus }),
        EngineModule,
        AnnouncementsModule,
        ClaimsModule,
        HeartbeatsModule,
        ReportsModule,
        DispatcherModule,
        CancelsModule,
        PromoterModule,
        SchedulerModule,
        PresenceModule,
        ReaperModule,
        ReconcilerModule,
        RegistryModule,
        DeadLettersModule,
        WorkflowEngineModule,
        AgeingModule,
        StatisticsModule,
        RetentionModule,
      ],
    };
  }
}
