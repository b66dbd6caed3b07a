import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `provider_keys`. */
@Entity('provider_keys')
export class ProviderKeyEntity {
  @PrimaryColumn({ type: 'text' })
  key_id!: string;

  @PrimaryColumn({ type: 'text' })
  worker_id!: string;

  @Column({ type: 'text' })
  team!: string;

  @Column({ type: 'float8' })
  wanted_per_minute!: number;

  @Column({ type: 'timestamptz' })
  heard_at!: Date;

  @Column({ type: 'bigint' })
  pause_no!: string;

  @Column({ type: 'timestamptz' })
  paused_until!: Date;
}
