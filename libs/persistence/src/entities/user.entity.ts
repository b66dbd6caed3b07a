import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row of `users`. */
@Entity('users')
export class UserEntity {
  @PrimaryColumn({ type: 'uuid' })
  user_id!: string;

  @Column({ type: 'text' })
  email!: string;

  @Column({ type: 'text' })
  email_key!: string;

  @Column({ type: 'text' })
  password_hash!: string;

  @Column({ type: 'text' })
  role!: string;

  @Column({ type: 'text' })
  tenant!: string;

  @Column({ type: 'int', default: () => `0` })
  token_version!: number;

  @Column({ type: 'timestamptz', nullable: true })
  disabled_at!: Date | null;

  @Column({ type: 'timestamptz', default: () => `now()` })
  created_at!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  last_login_at!: Date | null;
}
