import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `agents`. */
@Entity('agents')
export class AgentEntity {
  @PrimaryColumn({ type: 'text' })
  agent_id!: string;

  @Column({ type: 'text' })
  agent_name!: string;

  @Column({ type: 'text' })
  team!: string;

  @Column({ type: 'text' })
  description!: string;

  @Column({ type: 'text' })
  executor!: string;

  @Column({ type: 'jsonb' })
  schema!: unknown;

  @Column({ type: 'jsonb', nullable: true })
  output_schema!: unknown;

  @Column({ type: 'jsonb' })
  definition!: unknown;

  @Column({ type: 'text' })
  version!: string;

  @Column({ type: 'text', default: () => `'config'::text` })
  source!: string;

  @Column({ type: 'timestamptz', nullable: true })
  retired_at!: Date | null;

  @Column({ type: 'timestamptz', default: () => `now()` })
  updated_at!: Date;

  @Column({ type: 'jsonb', nullable: true })
  rejected_edit!: unknown;
}
