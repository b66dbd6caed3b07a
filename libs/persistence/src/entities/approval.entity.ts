import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `approvals`. */
@Entity('approvals')
export class ApprovalEntity {
  @PrimaryColumn({ type: 'uuid' })
  approval_id!: string;

  @Column({ type: 'uuid' })
  task_id!: string;

  @Column({ type: 'int' })
  lease_no!: number;

  @Column({ type: 'text' })
  tool!: string;

  @Column({ type: 'text' })
  request_hash!: string;

  @Column({ type: 'boolean' })
  four_eyes!: boolean;

  @Column({ type: 'text' })
  sealed_arguments!: string;

  @Column({ type: 'timestamptz', default: () => `now()` })
  requested_at!: Date;

  @Column({ type: 'timestamptz' })
  expires_at!: Date;

  @Column({ type: 'boolean', nullable: true })
  approved!: boolean | null;

  @Column({ type: 'timestamptz', nullable: true })
  decided_at!: Date | null;

  @Column({ type: 'text', nullable: true })
  decided_by!: string | null;

  @Column({ type: 'text', nullable: true })
  sealed_comment!: string | null;
}
