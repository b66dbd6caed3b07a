import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `stats_snapshot`. */
@Entity('stats_snapshot')
export class StatsSnapshotEntity {
  @PrimaryColumn({ type: 'text' })
  scope!: string;

  @Column({ type: 'jsonb' })
  data!: unknown;

  @Column({ type: 'double precision' })
  cost_ms!: number;

  @Column({ type: 'text' })
  written_by!: string;

  @Column({ type: 'timestamptz', default: () => `now()` })
  written_at!: Date;
}
