import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `workers`. */
@Entity('workers')
export class WorkerEntity {
  @PrimaryColumn({ type: 'text' })
  worker_id!: string;

  @Column({ type: 'text' })
  team!: string;

  @Column({ type: 'text' })
  host!: string;

  @Column({ type: 'int' })
  pid!: number;

  @Column({ type: 'text' })
  version!: string;

  @Column({ type: 'int' })
  slots!: number;

  @Column({ type: 'int' })
  busy!: number;

  @Column({ type: 'text', default: () => `'active'::text` })
  status!: string;

  @Column({ type: 'timestamptz', nullable: true })
  drain_requested_at!: Date | null;

  @Column({ type: 'timestamptz' })
  started_at!: Date;

  @Column({ type: 'timestamptz' })
  last_heartbeat_at!: Date;

  @Column({ type: 'jsonb', nullable: true })
  offers!: unknown;
}
