import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `artifacts`. */
@Entity('artifacts')
export class ArtifactEntity {
  @PrimaryColumn({ type: 'uuid' })
  artifact_id!: string;

  @Column({ type: 'text' })
  tenant!: string;

  @Column({ type: 'uuid' })
  owner_id!: string;

  @Column({ type: 'uuid', nullable: true })
  task_id!: string | null;

  @Column({ type: 'int', nullable: true })
  lease_no!: number | null;

  @Column({ type: 'text', nullable: true })
  agent_id!: string | null;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'bigint' })
  size!: string;

  @Column({ type: 'text' })
  sha256!: string;

  @Column({ type: 'text' })
  content_type!: string;

  @Column({ type: 'timestamptz', default: () => `now()` })
  created_at!: Date;
}
