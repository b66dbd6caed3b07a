import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `agent_limits`. */
@Entity('agent_limits')
export class AgentLimitsEntity {
  @PrimaryColumn({ type: 'text' })
  agent_id!: string;

  @Column({ type: 'text' })
  team!: string;

  @Column({ type: 'int', nullable: true })
  max_concurrent_tasks!: number | null;

  @Column({ type: 'double precision', nullable: true })
  rate_per_second!: number | null;

  @Column({ type: 'double precision', nullable: true })
  rate_burst!: number | null;

  @Column({ type: 'double precision', default: () => `0` })
  rate_tokens!: number;

  @Column({ type: 'timestamptz', default: () => `now()` })
  rate_refilled_at!: Date;

  @Column({ type: 'boolean', default: () => `false` })
  paused!: boolean;

  @Column({ type: 'text', nullable: true })
  paused_by!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  paused_at!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  held_until!: Date | null;

  @Column({ type: 'jsonb', default: () => `'{}'::jsonb` })
  overridden!: unknown;

  @Column({ type: 'int', default: () => `1` })
  row_version!: number;
}
