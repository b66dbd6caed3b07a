import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The one row of `installation`. */
@Entity('installation')
export class InstallationEntity {
  @PrimaryColumn({ type: 'uuid' })
  installation_id!: string;

  @Column({ type: 'timestamptz', default: () => `now()` })
  created_at!: Date;
}
