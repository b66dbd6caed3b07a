import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `idempotency_keys`. */
@Entity('idempotency_keys')
export class IdempotencyKeyEntity {
  @PrimaryColumn({ type: 'uuid' })
  principal!: string;

  @PrimaryColumn({ type: 'text' })
  route!: string;

  @PrimaryColumn({ type: 'text' })
  key!: string;

  @Column({ type: 'text' })
  body_hash!: string;

  @Column({ type: 'text' })
  state!: string;

  @Column({ type: 'int', nullable: true })
  status_code!: number | null;

  @Column({ type: 'text', nullable: true })
  sealed_answer!: string | null;

  @Column({ type: 'text', nullable: true })
  location!: string | null;

  @Column({ type: 'timestamptz', default: () => `now()` })
  created_at!: Date;
}
