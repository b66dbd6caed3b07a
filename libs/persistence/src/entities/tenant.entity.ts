import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `tenants`. */
@Entity('tenants')
export class TenantEntity {
  @PrimaryColumn({ type: 'text' })
  tenant!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'double precision', nullable: true })
  max_share!: number | null;

  @Column({ type: 'timestamptz', default: () => `now()` })
  created_at!: Date;
}
