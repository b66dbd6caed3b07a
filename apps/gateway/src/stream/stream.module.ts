import { Module } from '@nestjs/common';
import { Announcer } from './announcer.port';
import { BroadcastAnnouncer } from './broadcast-announcer';
import { TaskFanOut } from './task-fan-out';
import { TaskStream } from './task-stream.port';

/** What happens to tasks: told to everybody after a commit, and fanned out to those who listen here. */
@Module({
  providers: [
    BroadcastAnnouncer,
    TaskFanOut,
    { provide: Announcer, useExisting: BroadcastAnnouncer },
    { provide: TaskStream, useExisting: TaskFanOut },
  ],
  exports: [Announcer, TaskStream],
})
export class StreamModule {}
