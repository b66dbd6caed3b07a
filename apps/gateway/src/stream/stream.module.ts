import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module';
import { Announcer } from './announcer.port';
import { BroadcastAnnouncer } from './broadcast-announcer';
import { EventStreams } from './event-streams.port';
import { RunFanOut } from './run-fan-out';
import { RunStream } from './run-stream.port';
import { StreamPlaces } from './stream-places.port';
import { TaskFanOut } from './task-fan-out';
import { TaskStream } from './task-stream.port';

/** What happens to tasks and runs: told to everybody after a commit, and fanned out to those who listen here. */
@Module({
  imports: [AuthModule],
  providers: [
    ...[BroadcastAnnouncer, EventStreams, RunFanOut, StreamPlaces, TaskFanOut],
    { provide: Announcer, useExisting: BroadcastAnnouncer },
    { provide: RunStream, useExisting: RunFanOut },
    { provide: TaskStream, useExisting: TaskFanOut },
  ],
  exports: [Announcer, EventStreams, RunStream, TaskStream],
})
export class StreamModule {}
