import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `workflow_steps`. */
@Entity('workflow_steps')
export class WorkflowStepEntity {
  @PrimaryColumn({ type: 'uuid' })
  workflow_id!: string;

  @PrimaryColumn({ type: 'text' })
  path!: string;

  @Column({ type: 'text' })
  node!: string;

  @Column({ type: 'text' })
  scope!: string;

  @Column({ type: 'int', nullable: true })
  element_index!: number | null;

  @Column({ type: 'text' })
  type!: string;

  @Column({ type: 'text' })
  status!: string;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ type: 'int' })
  attempt!: number;

  @Column({ type: 'text', array: true, default: () => `'{}'::text[]` })
  follows!: string[];

  @Column({ type: 'uuid', nullable: true })
  task_id!: string | null;

  @Column({ type: 'uuid', nullable: true })
  child_workflow_id!: string | null;

  @Column({ type: 'text', nullable: true })
  branch!: string | null;

  @Column({ type: 'int', default: () => `0` })
  total!: number;

  @Column({ type: 'int', default: () => `0` })
  created!: number;

  @Column({ type: 'int', default: () => `0` })
  done!: number;

  @Column({ type: 'int', default: () => `0` })
  failed!: number;

  @Column({ type: 'int', default: () => `0` })
  redo!: number;

  @Column({ type: 'timestamptz', nullable: true })
  due_at!: Date | null;

  @Column({ type: 'boolean', default: () => `false` })
  cancel_asked!: boolean;

  @Column({ type: 'boolean', default: () => `false` })
  compensable!: boolean;

  @Column({ type: 'boolean', default: () => `false` })
  compensated!: boolean;

  @Column({ type: 'int', nullable: true })
  done_no!: number | null;

  @Column({ type: 'text', nullable: true })
  cache_hash!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  decided_at!: Date | null;

  @Column({ type: 'text', nullable: true })
  decided_by!: string | null;

  @Column({ type: 'text', nullable: true })
  sealed_detail!: string | null;

  @Column({ type: 'text', nullable: true })
  sealed_items!: string | null;

  @Column({ type: 'text', nullable: true })
  sealed_output!: string | null;

  @Column({ type: 'text', nullable: true })
  error_code!: string | null;

  @Column({ type: 'text', nullable: true })
  error_message!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  started_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  completed_at!: Date | null;

  @Column({ type: 'int', default: () => `0` })
  fold_no!: number;
}
