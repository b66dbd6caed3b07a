import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `workflow_signals`. */
@Entity('workflow_signals')
export class WorkflowSignalEntity {
  @PrimaryColumn({ type: 'uuid' })
  signal_id!: string;

  @Column({ type: 'uuid' })
  workflow_id!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  sealed_body!: string;

  @Column({ type: 'text' })
  sent_by!: string;

  @Column({ type: 'timestamptz', default: () => `now()` })
  sent_at!: Date;

  @Column({ type: 'text', nullable: true })
  taken_by!: string | null;
}
