import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `task_logs`. */
@Entity('task_logs')
export class TaskLogLineEntity {
  @PrimaryColumn({ type: 'uuid' })
  task_id!: string;

  @PrimaryColumn({ type: 'int' })
  lease_no!: number;

  @PrimaryColumn({ type: 'int' })
  line_no!: number;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'text' })
  level!: string;

  @Column({ type: 'text' })
  sealed!: string;
}
