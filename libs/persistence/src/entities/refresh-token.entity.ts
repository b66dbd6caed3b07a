import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `refresh_tokens`. */
@Entity('refresh_tokens')
export class RefreshTokenEntity {
  @PrimaryColumn({ type: 'text' })
  token_hash!: string;

  @Column({ type: 'uuid' })
  family_id!: string;

  @Column({ type: 'uuid' })
  user_id!: string;

  @Column({ type: 'timestamptz', default: () => `now()` })
  issued_at!: Date;

  @Column({ type: 'timestamptz' })
  expires_at!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  rotated_at!: Date | null;

  @Column({ type: 'text', nullable: true })
  successor_sealed!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  revoked_at!: Date | null;
}
