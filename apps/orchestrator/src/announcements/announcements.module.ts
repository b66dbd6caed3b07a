import { Global, Module } from '@nestjs/common';
import { Announcer } from './announcer';
import { RunAnnouncer } from './run-announcer';
import { RunEventFeed } from './run-event-feed.port';
import { TaskEventFeed } from './task-event-feed.port';

@Global()
@Module({
  providers: [
    Announcer,
    { provide: TaskEventFeed, useExisting: Announcer },
    { provide: RunEventFeed, useClass: RunAnnouncer },
  ],
  exports: [Announcer, RunEventFeed, TaskEventFeed],
})
export class AnnouncementsModule {}
