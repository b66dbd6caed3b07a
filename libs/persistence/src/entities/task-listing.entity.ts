import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `task_listing`: what a task is listed by. */
@Entity('task_listing')
export class TaskListingEntity {
  @PrimaryColumn({ type: 'bigint' })
  submit_no!: string;

  @Column({ type: 'uuid' })
  task_id!: string;

  @Column({ type: 'text' })
  tenant!: string;

  @Column({ type: 'text' })
  agent_id!: string;

  @Column({ type: 'uuid' })
  submitted_by!: string;
}
