import { Inject, Injectable } from '@nestjs/common';
import { BROADCAST, type Broadcast } from '@cadre/bus';
import { createEnvelope, MessageType, Topic } from '@cadre/contracts';
import { uuidv7 } from '@cadre/crypto';

/** Tells those who fire that a schedule may be due before they look again. Only a hint: they look every second. */
@Injectable()
export class ScheduleHints {
  constructor(@Inject(BROADCAST) private readonly broadcast: Broadcast) {}

  tell(scheduleId: string): void {
    const meta = { id: uuidv7(), time: new Date() };
    const data = { schedule_id: scheduleId };
    this.broadcast.publish(Topic.ScheduleHint, createEnvelope(MessageType.ScheduleHint, 1, data, meta));
  }
}
