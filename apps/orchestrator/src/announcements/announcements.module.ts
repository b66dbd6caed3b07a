import { Global, Module } from '@nestjs/common';
import { Announcer } from './announcer';
import { TaskEventFeed } from './task-event-feed.port';

@Global()
@Module({
  providers: [Announcer, { provide: TaskEventFeed, useExisting: Announcer }],
  exports: [Announcer, TaskEventFeed],
})
export class AnnouncementsModule {}
