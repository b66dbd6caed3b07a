import { Module } from '@nestjs/common';
import { Dispatcher } from './dispatcher';
import { HeldTeams } from './dispatcher.port';
import { TeamDispatchers } from './team-dispatchers';
import { TeamLeadership } from './team-leadership';

@Module({
  providers: [TeamLeadership, TeamDispatchers, Dispatcher, { provide: HeldTeams, useExisting: Dispatcher }],
  exports: [Dispatcher, HeldTeams],
})
export class DispatcherModule {}
