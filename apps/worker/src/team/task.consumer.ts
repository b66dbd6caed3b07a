import { Controller } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import type { Delivery, DeliveryVerdict } from '@cadre/bus';
import type { TaskDispatchedV1 } from '@cadre/contracts';
import { TeamDesk } from './team-desk';

/** The pattern the team's queue is bound to: a decorator cannot know the team. */
export const TASKS_PATTERN = 'tasks';

/** Takes tasks off the team's queue. */
@Controller()
export class TaskConsumer {
  constructor(private readonly desk: TeamDesk) {}

  /** Two questions may be under way: one that waits for its answer must not hold up the next. */
  @MessagePattern(TASKS_PATTERN, { maxBatch: 200, concurrency: 2, initialCredit: 0 })
  take(deliveries: readonly Delivery[]): Promise<readonly DeliveryVerdict[]> {
    // The bus has checked the shape of each message.
    return this.desk.take(deliveries.map(({ envelope }) => envelope.data as TaskDispatchedV1));
  }
}
